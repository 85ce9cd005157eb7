-- The command `:Forelock`, and what `vim.g.forelock` asks for when the server attaches.
if vim.g.loaded_forelock then
  return
end
vim.g.loaded_forelock = true

if vim.fn.has("nvim-0.11") == 0 then
  vim.notify("Forelock needs Neovim 0.11 or newer", vim.log.levels.WARN)
  return
end

vim.api.nvim_create_user_command("Forelock", function(command)
  require("forelock").run(command.fargs)
end, {
  nargs = "*",
  desc = "Plan, explain or status of database changes",
  complete = function(lead, line)
    return require("forelock").complete(lead, line)
  end,
})

vim.api.nvim_create_autocmd("LspAttach", {
  group = vim.api.nvim_create_augroup("forelock", {}),
  desc = "Inlay hints and code lenses of Forelock",
  callback = function(event)
    local client = vim.lsp.get_client_by_id(event.data.client_id)
    if client and client.name == "forelock" then
      require("forelock").attached(client, event.buf)
    end
  end,
})
