-- Edits a spec in a git repository as a person would: the edited cell shows the risk of its
-- change, the quick fix writes specifications, undo clears what the edit brought. Prints a line
-- for each check; exits 1 when one fails.
local failed, passed = 0, 0
local function check(name, ok, detail)
  if ok then
    passed = passed + 1
  else
    failed = failed + 1
  end
  io.stdout:write(("%s %s%s\n"):format(ok and "ok  " or "FAIL", name, (not ok and detail) and ("\n     " .. vim.inspect(detail)) or ""))
end

local function open(path)
  vim.cmd.edit(path)
  local buf = vim.api.nvim_get_current_buf()
  vim.wait(20000, function() return #vim.lsp.get_clients({ bufnr = buf }) > 0 end, 20)
  return buf
end

local function text_of(buf, d)
  return table.concat(vim.api.nvim_buf_get_text(buf, d.lnum, d.col, d.end_lnum, d.end_col, {}), "\n")
end

local function find(buf, code)
  return vim.iter(vim.diagnostic.get(buf)):find(function(d) return d.code == code end)
end

local function forelock(arguments)
  local command = vim.list_extend({ assert(os.getenv("FORELOCK_BINARY")) }, arguments)
  return vim.system(command, { text = true }):wait()
end

local ok, err = pcall(function()
  local buf = open("specs/database/schema.md")
  local client = assert(vim.lsp.get_clients({ bufnr = buf })[1])

  -- 1. A cell is edited: its risk stands in the cell.
  local row = vim.fn.search("visits", "n") - 1
  local line = vim.api.nvim_buf_get_lines(buf, row, row + 1, true)[1]
  local edited = line:gsub("integer", "bigint")
  vim.api.nvim_buf_set_lines(buf, row, row + 1, true, { edited })
  check("the edited cell carries the risk", vim.wait(20000, function() return find(buf, "change-column-type-rewrite") ~= nil end, 20), vim.diagnostic.get(buf))
  local found = find(buf, "change-column-type-rewrite") or {}
  check("it underlines the cell", found.lnum == row and text_of(buf, found) == "bigint", found)
  check("it is a warning or more", found.severity and found.severity <= vim.diagnostic.severity.WARN, found)

  -- 2. The card.
  vim.api.nvim_win_set_cursor(0, { found.lnum + 1, found.col + 1 })
  local hovers = vim.lsp.buf_request_sync(buf, "textDocument/hover", vim.lsp.util.make_position_params(0, client.offset_encoding), 10000) or {}
  local card = ""
  for _, response in pairs(hovers) do
    card = response.result and response.result.contents.value or card
  end
  check("hover shows the risk card and what stood there", card:find("ACCESS EXCLUSIVE", 1, true) and card:find("HEAD, line", 1, true), card)

  -- 3. Undo clears it, redo brings it back.
  vim.cmd("silent undo")
  check("undo clears it", vim.wait(20000, function() return find(buf, "change-column-type-rewrite") == nil end, 20), vim.diagnostic.get(buf))
  vim.cmd("silent redo")
  check("redo brings it back", vim.wait(20000, function() return find(buf, "change-column-type-rewrite") ~= nil end, 20))

  -- 4. The quick fix writes the specifications.
  vim.api.nvim_win_set_cursor(0, { found.lnum + 1, found.col + 1 })
  local titles = {}
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action)
      titles[#titles + 1] = action.title
      return action.title:find("^Write a migration specification for this change") ~= nil
    end,
  })
  local function written()
    return vim.fn.glob("specs/database/migrations/000[2-9]*.yaml", false, true)
  end
  check("the quick fix writes specifications", vim.wait(20000, function() return #written() > 0 end, 20), titles)
  vim.wait(200)
  vim.cmd("silent wall")
  for _, path in ipairs(written()) do
    local size = vim.fn.getfsize(path)
    check(path .. " has a text", size > 500, size)
    open(path)
  end
  vim.cmd.buffer(buf)
  check("the cell is clean once the chain builds it", vim.wait(20000, function() return find(buf, "change-column-type-rewrite") == nil end, 20), vim.diagnostic.get(buf))

  -- 5. The command line agrees.
  local ran = forelock({ "check", "specs/database/migrations" })
  check("`check` accepts what was written", ran.code == 0, ran.stdout .. ran.stderr)
  ran = forelock({ "diff", "specs/database/migrations", "specs/database/schema.md" })
  check("the chain builds what the spec describes", ran.code == 0 and ran.stdout == "0 changes\n", ran.stdout .. ran.stderr)
  check("the server is still there", not client:is_stopped())
end)
if not ok then
  check("no error in the script", false, tostring(err))
end
-- The editor must not write to a server that has ended: quitting at once does now and then.
vim.lsp.stop_client(vim.lsp.get_clients())
vim.wait(10000, function() return #vim.lsp.get_clients() == 0 end, 20)
io.stdout:write(("%d passed, %d failed\n"):format(passed, failed))
vim.cmd(failed > 0 and "cquit 1" or "qall!")
