-- Opens the example workspace as a person would: reads diagnostics, hovers, splits a change,
-- reads the buffer back. Prints a line for each check; exits 1 when one fails.
local failed, passed = 0, 0
local function check(name, ok, detail)
  if ok then
    passed = passed + 1
  else
    failed = failed + 1
  end
  io.stdout:write(("%s %s%s\n"):format(ok and "ok  " or "FAIL", name, (not ok and detail) and ("\n     " .. vim.inspect(detail)) or ""))
end

local severities = { "error", "warning", "information", "hint" }
local seen = {}

local function open(path)
  vim.cmd.edit(path)
  local buf = vim.api.nvim_get_current_buf()
  vim.wait(20000, function() return #vim.lsp.get_clients({ bufnr = buf }) > 0 end, 20)
  vim.wait(20000, function() return #vim.diagnostic.get(buf) > 0 end, 20)
  for _, d in ipairs(vim.diagnostic.get(buf)) do
    seen[severities[d.severity]] = true
  end
  return buf
end

-- The text a diagnostic underlines; columns of vim.diagnostic are bytes.
local function text_of(buf, d)
  return table.concat(vim.api.nvim_buf_get_text(buf, d.lnum, d.col, d.end_lnum, d.end_col, {}), "\n")
end

local function find(buf, code)
  return vim.iter(vim.diagnostic.get(buf)):find(function(d) return d.code == code end)
end

local function request(buf, method, params)
  local responses = vim.lsp.buf_request_sync(buf, method, params, 10000) or {}
  for _, response in pairs(responses) do
    return response.result, response.error
  end
end

local ok, err = pcall(function()
  -- 1. Diagnostics at their columns, after characters of every width.
  local buf = open("specs/database/migrations/0003_titles_and_phones.yaml")
  local client = assert(vim.lsp.get_clients({ bufnr = buf })[1])
  local encoding = client.offset_encoding
  check("the server is forelock and speaks UTF-8 offsets", client.name == "forelock" and encoding == "utf-8", encoding)

  local dropped = find(buf, "drop-column")
  check("drop-column is an error on its operation", dropped and dropped.severity == vim.diagnostic.severity.ERROR and text_of(buf, dropped) == "type: drop_column", vim.diagnostic.get(buf))

  local not_null = find(buf, "set-not-null-full-scan")
  check("SET NOT NULL is a warning", not_null and not_null.severity == vim.diagnostic.severity.WARN, not_null)

  -- 2. The risk card.
  vim.api.nvim_win_set_cursor(0, { dropped.lnum + 1, dropped.col + 2 })
  local hover = request(buf, "textDocument/hover", vim.lsp.util.make_position_params(0, encoding))
  local card = hover and hover.contents and hover.contents.value or ""
  check("hover shows the risk card", card:find("ACCESS EXCLUSIVE", 1, true) and card:find("drop column", 1, true) and card:find("users", 1, true), card)
  check("the card shows the sum", card:find("no-backup", 1, true) ~= nil, card)

  -- 3. The split, applied the way a person applies it.
  vim.api.nvim_win_set_cursor(0, { not_null.lnum + 1, not_null.col })
  local titles = {}
  vim.lsp.buf.code_action({
    apply = true,
    filter = function(action)
      titles[#titles + 1] = action.title
      -- The other one writes a file for each deploy.
      return action.title:find("^Split into zero%-downtime steps") ~= nil and not action.title:find("each in a file", 1, true)
    end,
  })
  local before = vim.api.nvim_buf_get_changedtick(buf)
  local changed = vim.wait(10000, function() return vim.api.nvim_buf_get_changedtick(buf) > before end, 20)
  check("the split is offered and edits the buffer", changed, titles)
  local text = table.concat(vim.api.nvim_buf_get_lines(buf, 0, -1, true), "\n")
  check("a CHECK that is not valid comes first", text:find("not_valid: true", 1, true) ~= nil, text)
  check("it is validated in a later specification", text:find("validate_constraint", 1, true) ~= nil)
  local _, documents = text:gsub("database_migration_specification:", "")
  check("the steps are specifications of their own", documents >= 3, documents)
  vim.cmd("silent write")

  -- 4. The result is clean at warning and above, for the command line too.
  local split = vim.iter(vim.diagnostic.get(buf)):filter(function(d) return d.code == "set-not-null-full-scan" end):totable()
  vim.wait(10000, function() return find(buf, "set-not-null-full-scan") == nil end, 20)
  check("the warning is gone", find(buf, "set-not-null-full-scan") == nil, split)

  -- 5. Undo gives the old text back and the warning with it.
  vim.cmd("silent undo")
  check("undo brings the warning back", vim.wait(10000, function() return find(buf, "set-not-null-full-scan") ~= nil end, 20))
  vim.cmd("silent redo")
  vim.cmd("silent write")

  -- 6. The other documents of the example.
  buf = open("specs/database/schema.md")
  local index = find(buf, "index-blocks-writes")
  local retyped = find(buf, "change-column-type-rewrite")
  check("the type change stands after Ünïcödé 😀", retyped and text_of(buf, retyped) == "ALTER TABLE todos ALTER COLUMN priority TYPE bigint", retyped)
  local line = retyped and vim.api.nvim_buf_get_lines(buf, retyped.lnum, retyped.lnum + 1, true)[1] or ""
  check("its line holds the wide characters before it", retyped and (line:find("Ünïcödé 😀", 1, true) or 1e9) < retyped.col, line)
  check("CREATE INDEX in the spec is a warning", index and text_of(buf, index):find("^CREATE INDEX ix_todos_open"), vim.diagnostic.get(buf))
  buf = open("specs/database/migrations/0004_drop_tags.yaml")
  check("drop-table is an error", (find(buf, "drop-table") or {}).severity == vim.diagnostic.severity.ERROR, vim.diagnostic.get(buf))
  open("specs/database/migrations/0001_create_tables.yaml")
  open("specs/database/migrations/0002_add_todo_priority.yaml")
  for _, severity in ipairs(severities) do
    check("the example shows a diagnostic of severity " .. severity, seen[severity], vim.tbl_keys(seen))
  end

  -- 7. Half a statement, a broken table, and back: the server stays.
  buf = open("specs/database/schema.md")
  local lines = vim.api.nvim_buf_get_lines(buf, 0, -1, true)
  vim.api.nvim_buf_set_lines(buf, 10, 14, true, { "| Column | Type", "|---|", "| 💣 | va" })
  vim.api.nvim_buf_set_lines(buf, -2, -1, true, { "ALTER TABLE todos ALTER COL" })
  vim.wait(300)
  vim.api.nvim_buf_set_lines(buf, 0, -1, true, lines)
  check("after nonsense and back the warning is there", vim.wait(10000, function() return find(buf, "index-blocks-writes") ~= nil end, 20))
  check("the server is still the same one", not client:is_stopped())
end)
if not ok then
  check("no error in the script", false, tostring(err))
end
-- The editor must not write to a server that has ended: quitting at once does now and then.
vim.lsp.stop_client(vim.lsp.get_clients())
vim.wait(10000, function() return #vim.lsp.get_clients() == 0 end, 20)
io.stdout:write(("%d passed, %d failed\n"):format(passed, failed))
vim.cmd(failed > 0 and "cquit 1" or "qall!")
