-- Found by Neovim 0.11 on the runtime path; `vim.lsp.enable("forelock")` starts it.
---@type vim.lsp.Config
return {
  cmd = { "forelock", "lsp" },
  filetypes = { "markdown", "yaml", "sql" },
  root_markers = { "forelock.toml", ".spec-kit", "specs", ".git" },
}
