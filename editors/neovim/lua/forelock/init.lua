-- Asks the server for plans, pages and the state of the chain, and shows them.
local M = {}

local text = require("forelock.text")
local window = require("forelock.window")

-- JSON-RPC's "method not found".
local METHOD_NOT_FOUND = -32601

---@param message string
---@param level? integer of vim.log.levels; WARN when absent
local function say(message, level)
  vim.notify("Forelock: " .. message, level or vim.log.levels.WARN)
end

--- The client of a buffer; for what concerns no buffer any client will do.
---@param buf? integer
---@return vim.lsp.Client?
local function client_of(buf)
  local client = vim.lsp.get_clients({ name = "forelock", bufnr = buf })[1]
  if not client then
    local where = buf and "is not attached to this buffer" or "is not running"
    say("the server " .. where .. "; see :checkhealth forelock")
  end
  return client
end

--- Sends a request and hands over its result, null as nil. Says so when there is none.
---@param client vim.lsp.Client
---@param method string
---@param params table
---@param buf? integer
---@param done fun(result: table?)
local function ask(client, method, params, buf, done)
  ---@diagnostic disable-next-line: param-type-mismatch
  local sent = client:request(method, params, function(err, result)
    if err and err.code == METHOD_NOT_FOUND then
      say(("this server has no %s; a newer `forelock` does (see :checkhealth forelock)"):format(method))
    elseif err then
      say(("%s: %s"):format(method, err.message))
    else
      done(result ~= vim.NIL and result or nil)
    end
  end, buf)
  if not sent then
    say("the server has ended; see :checkhealth forelock")
  end
end

---@param client vim.lsp.Client
---@param document lsp.TextDocumentIdentifier
---@param position? lsp.Position
---@param buf integer
---@param done fun(answer: table)
local function plans(client, document, position, buf, done)
  local params = { textDocument = document, position = position }
  ask(client, "forelock/plan", params, buf, function(answer)
    if answer then
      done(answer)
    else
      say("the server does not know this document")
    end
  end)
end

---@param answer table of forelock/plan
---@param about string
local function show(answer, about)
  if #answer.plans == 0 then
    say("there is no schema change in this document", vim.log.levels.INFO)
    return
  end
  window.open(text.plans(answer.plans), { title = about, filetype = "forelock" })
end

--- The plan of the change under the cursor; of every change when there is none, or `all` is said.
---@param all? boolean
function M.plan(all)
  local buf = vim.api.nvim_get_current_buf()
  local client = client_of(buf)
  if not client then
    return
  end
  local document = vim.lsp.util.make_text_document_params(buf)
  local function whole()
    plans(client, document, nil, buf, function(answer)
      show(answer, "Plan of every change")
    end)
  end
  if all then
    whole()
    return
  end
  local position = vim.lsp.util.make_position_params(0, client.offset_encoding).position
  plans(client, document, position, buf, function(answer)
    if #answer.plans > 0 then
      show(answer, "Plan of the change under the cursor")
    else
      whole()
    end
  end)
end

--- The command of a code lens: `[{textDocument: {uri}}]`.
---@param command lsp.Command
---@param context { client_id: integer, bufnr: integer }
function M.show_plan(command, context)
  local client = vim.lsp.get_client_by_id(context.client_id)
  local asked = (command.arguments or {})[1]
  if client and asked and asked.textDocument then
    plans(client, asked.textDocument, nil, context.bufnr, function(answer)
      show(answer, "Plan of every change")
    end)
  end
end

--- Diagnostics of Forelock on the cursor's line, those under the cursor first, then the worst.
---@return vim.Diagnostic[]
local function here()
  local cursor = vim.api.nvim_win_get_cursor(0)
  local row, column = cursor[1] - 1, cursor[2]
  local found = vim.tbl_filter(function(it)
    return it.source == "forelock" and type(it.code) == "string"
  end, vim.diagnostic.get(0, { lnum = row }))
  local function beside(it)
    return (it.lnum < row or it.col <= column) and (it.end_lnum > row or column < it.end_col) and 0 or 1
  end
  table.sort(found, function(a, b)
    if beside(a) ~= beside(b) then
      return beside(a) < beside(b)
    end
    return a.severity < b.severity
  end)
  return found
end

--- The page of a rule, a strategy or an action; without a code, of the diagnostic on the line.
---@param code? string
function M.explain(code)
  local client = client_of()
  if not client then
    return
  end
  local found = not code and here()[1] or nil
  code = code or (found and found.code --[[@as string]])
  if not code then
    say("no diagnostic of Forelock on this line; name a code, as in :Forelock explain drop-column")
    return
  end
  ask(client, "forelock/explain", { code = code }, nil, function(answer)
    if answer then
      local lines = vim.split(vim.trim(answer.markdown), "\n")
      window.open(lines, { title = code, filetype = "markdown" })
    else
      say(("there is no rule, strategy or action `%s`"):format(code))
    end
  end)
end

--- Where every project stands: its chain, environments, drift and problems.
function M.status()
  local client = client_of()
  if not client then
    return
  end
  ask(client, "forelock/status", vim.empty_dict(), nil, function(answer)
    local roots = answer and answer.roots or {}
    if #roots == 0 then
      say("no project has been read yet", vim.log.levels.INFO)
      return
    end
    local lines, targets = text.status(roots)
    window.open(lines, { title = "Status", filetype = "forelock", targets = targets })
  end)
end

local listed ---@type string[]?

--- Every code that has a page, from the binary; nothing where it cannot be run.
---@return string[]
local function codes()
  if not listed then
    local command = require("forelock.health").command()
    if not command then
      return {}
    end
    local ran = vim.system({ command, "explain" }, { text = true }):wait(2000)
    if ran.code ~= 0 then
      return {}
    end
    listed = {}
    for code in ran.stdout:gmatch("\n  (%S+)") do
      listed[#listed + 1] = code
    end
    table.sort(listed)
  end
  return listed
end

local subcommands = {
  plan = { { "all" }, function(argument)
    M.plan(argument == "all")
  end },
  explain = { codes, function(argument)
    M.explain(argument)
  end },
  status = { {}, function()
    M.status()
  end },
}

--- Runs `:Forelock`.
---@param arguments string[]
function M.run(arguments)
  local one = subcommands[arguments[1]]
  if one and #arguments <= 2 then
    one[2](arguments[2])
  else
    say("expected :Forelock plan [all], :Forelock explain [code] or :Forelock status")
  end
end

--- Completes `:Forelock`.
---@param lead string
---@param line string
---@return string[]
function M.complete(lead, line)
  local before = vim.split(line:sub(1, #line - #lead), "%s+", { trimempty = true })
  local offered = {} ---@type string[]
  if #before == 1 then
    offered = vim.tbl_keys(subcommands)
    table.sort(offered)
  elseif #before == 2 and subcommands[before[2]] then
    local source = subcommands[before[2]][1]
    offered = type(source) == "function" and source() or source
  end
  return vim.tbl_filter(function(it)
    return vim.startswith(it, lead)
  end, offered)
end

--- Switches on what `vim.g.forelock` asks for.
---@param client vim.lsp.Client
---@param buf integer
function M.attached(client, buf)
  local wanted = vim.g.forelock or {}
  if wanted.inlay_hints and client:supports_method("textDocument/inlayHint") then
    vim.lsp.inlay_hint.enable(true, { bufnr = buf })
  end
  if wanted.code_lens and client:supports_method("textDocument/codeLens") then
    local group = vim.api.nvim_create_augroup("forelock.lens." .. buf, {})
    local function refresh()
      if vim.api.nvim_buf_is_loaded(buf) and #vim.lsp.get_clients({ bufnr = buf, name = "forelock" }) > 0 then
        vim.lsp.codelens.refresh({ bufnr = buf })
      end
    end
    -- Neovim does not take the server's request to refresh lenses; new diagnostics come at the
    -- same moments.
    vim.api.nvim_create_autocmd({ "BufEnter", "InsertLeave", "TextChanged", "DiagnosticChanged" }, {
      group = group,
      buffer = buf,
      callback = refresh,
    })
    refresh()
  end
end

return M
