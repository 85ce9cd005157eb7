-- Found by Neovim 0.11 on the runtime path; `vim.lsp.enable("forelock")` starts it.
---@type vim.lsp.Config
return {
  cmd = { "forelock", "lsp" },
  filetypes = { "markdown", "yaml", "sql" },
  -- The first that is found in a folder above the file wins. `specs` stands before `.spec-kit`,
  -- which some keep inside of it.
  root_markers = { "forelock.toml", "specs", ".spec-kit", ".git" },
  -- The server leaves the command of its code lenses to us.
  init_options = { clientCommands = { "forelock.showPlan" } },
  commands = {
    ["forelock.showPlan"] = function(command, context)
      require("forelock").show_plan(command, context)
    end,
  },
}
