-- `:checkhealth forelock`
local M = {}

--- The binary of the configuration; nil when a function starts the server.
---@return string?
function M.command()
  local config = vim.lsp.config.forelock
  local cmd = config and config.cmd
  return type(cmd) == "table" and cmd[1] or nil
end

local function check_binary()
  local command = M.command()
  if not command then
    vim.health.info("The server is started by a function of your configuration")
    return
  end
  if vim.fn.executable(command) == 0 then
    vim.health.error(("`%s` is not executable"):format(command), {
      "Install it with `cargo install --locked --path server/cli` in a clone of Forelock, and have `~/.cargo/bin` on the PATH",
      'Or name it: `vim.lsp.config("forelock", { cmd = { "/path/to/forelock", "lsp" } })`',
    })
    return
  end
  local ran = vim.system({ command, "--version" }, { text = true }):wait(5000)
  if ran.code == 0 then
    vim.health.ok(("%s (%s)"):format(vim.trim(ran.stdout), vim.fn.exepath(command)))
  else
    vim.health.error(("`%s --version` ended with %d"):format(command, ran.code), { vim.trim(ran.stderr) })
  end
end

local function check_clients()
  local clients = vim.lsp.get_clients({ name = "forelock" })
  if #clients == 0 then
    vim.health.info("No server is running; one starts with the first Markdown, YAML or SQL file")
  end
  for _, client in ipairs(clients) do
    local buffers = vim.tbl_keys(client.attached_buffers)
    table.sort(buffers)
    local where = client.root_dir or "single files, no root found"
    vim.health.ok(("Attached to buffers %s, root %s"):format(table.concat(buffers, ", "), where))
    local info = client.server_info or {}
    if info.version then
      vim.health.info(("The running server is %s %s"):format(info.name, info.version))
    end
  end
end

function M.check()
  vim.health.start("Forelock")
  if vim.fn.has("nvim-0.11") == 0 then
    vim.health.error("Neovim 0.11 or newer is needed")
    return
  end
  vim.health.ok("Neovim " .. tostring(vim.version()))
  check_binary()
  if vim.lsp.is_enabled("forelock") then
    vim.health.ok("The server is enabled")
  else
    vim.health.error("The server is not enabled", { 'Add `vim.lsp.enable("forelock")` to your init.lua' })
  end
  check_clients()
  local wanted = vim.g.forelock or {}
  for _, name in ipairs({ "inlay_hints", "code_lens" }) do
    vim.health.info(("%s: %s"):format(name, wanted[name] and "on" or ("off; `vim.g.forelock = { %s = true }` turns it on"):format(name)))
  end
end

return M
