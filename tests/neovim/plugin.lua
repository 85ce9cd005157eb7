-- Uses what the plugin adds to Neovim, as a person would: the commands and their windows, code
-- lenses, inlay hints, the health report, the help. Prints a line for each check; exits 1 when
-- one fails.
local failed, passed = 0, 0
local function check(name, ok, detail)
  if ok then
    passed = passed + 1
  else
    failed = failed + 1
  end
  io.stdout:write(("%s %s%s\n"):format(ok and "ok  " or "FAIL", name, (not ok and detail) and ("\n     " .. vim.inspect(detail)) or ""))
end

local notices = {}
vim.notify = function(message)
  notices[#notices + 1] = message
end

local function wait(condition)
  return vim.wait(20000, condition, 20)
end

-- The text of the floating window, once there is one.
local function float()
  wait(function() return vim.api.nvim_win_get_config(0).relative ~= "" end)
  if vim.api.nvim_win_get_config(0).relative == "" then
    return ""
  end
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), "\n")
end

local function close()
  vim.api.nvim_feedkeys("q", "xt", false)
  return vim.api.nvim_win_get_config(0).relative == ""
end

-- What `run` says in a message.
local function noticed(run)
  notices = {}
  run()
  wait(function() return #notices > 0 end)
  return notices[1] or ""
end

local function holds(text, ...)
  for _, part in ipairs({ ... }) do
    if not text:find(part, 1, true) then
      return false
    end
  end
  return true
end

local function row_of(pattern)
  return vim.fn.search(pattern, "nw")
end

local function at(pattern)
  vim.api.nvim_win_set_cursor(0, { row_of(pattern), 10 })
end

vim.g.forelock = { inlay_hints = true, code_lens = true }

local ok, err = pcall(function()
  -- 1. Before any file: plain sentences.
  check("without a server the status says where to look", noticed(function() vim.cmd("Forelock status") end):find("checkhealth", 1, true), notices)
  check("an unknown subcommand tells the known ones", holds(noticed(function() vim.cmd("Forelock nonsense") end), "plan", "explain", "status"), notices)

  vim.cmd.edit("specs/database/migrations/0003_titles_and_phones.yaml")
  local buf = vim.api.nvim_get_current_buf()
  wait(function() return #vim.diagnostic.get(buf) > 0 end)
  local client = assert(vim.lsp.get_clients({ bufnr = buf, name = "forelock" })[1])
  check("the root is the project", client.root_dir == vim.uv.cwd(), client.root_dir)

  -- 2. Plans.
  at("type: alter_column")
  vim.cmd("Forelock plan")
  local text = float()
  check("the plan of the change under the cursor is shown", holds(text, "SET NOT NULL", "set-not-null", "VALIDATE CONSTRAINT", "ACCESS EXCLUSIVE on users", "undo:"), text)
  check("and no other's", not text:find("DROP COLUMN phone", 1, true), text)
  check("steps are in order of deploys", (text:find(" expand: ", 1, true) or 1e9) < (text:find(" contract: ", 1, true) or 0), text)
  check("SQL is colored", vim.fn.synIDattr(vim.fn.synID(row_of("ADD CONSTRAINT"), 8, 1), "name"):find("^sql") ~= nil)
  check("it cannot be edited", not vim.bo.modifiable)
  check("q closes it", close())
  vim.o.winborder = "none"
  vim.o.conceallevel = 1
  vim.cmd("Forelock plan")
  check("without borders too", holds(float(), "set-not-null"), notices)
  close()
  check("and the options of other windows stay", vim.o.conceallevel == 1 and not vim.wo.linebreak, vim.o.conceallevel)
  vim.o.winborder = ""
  vim.api.nvim_win_set_cursor(0, { 1, 0 })
  vim.cmd("Forelock plan")
  text = float()
  check("where no change is, all plans are shown", holds(text, "SET NOT NULL", "DROP COLUMN phone"), text)
  close()
  at("type: alter_column")
  vim.cmd("Forelock plan all")
  check("and with `all` anywhere", holds(float(), "SET NOT NULL", "DROP COLUMN phone"), text)
  close()

  -- 3. Pages.
  at("type: drop_column")
  vim.cmd("Forelock explain")
  text = float()
  check("the page of the diagnostic on the line", vim.startswith(text, "# drop-column") and vim.bo.filetype == "markdown", text)
  close()
  vim.cmd("Forelock explain set-not-null")
  check("the page of a strategy", vim.startswith(float(), "# set-not-null"), float())
  close()
  check("a code that nobody has", holds(noticed(function() vim.cmd("Forelock explain nobody") end), "nobody"), notices)
  vim.api.nvim_win_set_cursor(0, { 1, 0 })
  check("no diagnostic on the line", holds(noticed(function() vim.cmd("Forelock explain") end), "name a code"), notices)
  local offered = vim.fn.getcompletion("Forelock explain drop-c", "cmdline")
  check("codes are completed", vim.list_contains(offered, "drop-column"), offered)
  offered = vim.fn.getcompletion("Forelock ", "cmdline")
  check("subcommands are completed", vim.deep_equal(offered, { "explain", "plan", "status" }), offered)

  -- 4. The chain, and the way from it to a file.
  vim.cmd("Forelock status")
  text = float()
  check("the status shows chain and environments", holds(text, "0003  titles_and_phones", "0004  drop_tags  not applied in production; head", "production  runs 0002, target 0004: behind, to apply 0003, 0004"), text)
  vim.api.nvim_win_set_cursor(0, { row_of("0004  drop_tags"), 0 })
  vim.api.nvim_feedkeys(vim.keycode("<CR>"), "xt", false)
  check("<CR> opens the specification", vim.endswith(vim.api.nvim_buf_get_name(0), "migrations/0004_drop_tags.yaml"), vim.api.nvim_buf_get_name(0))
  vim.cmd.buffer(buf)

  -- 5. Hints and lenses, asked for in vim.g.forelock.
  check("inlay hints are on", vim.lsp.inlay_hint.is_enabled({ bufnr = buf }))
  check("an inlay hint names the lock", wait(function()
    return vim.iter(vim.lsp.inlay_hint.get({ bufnr = buf })):any(function(it) return vim.inspect(it.inlay_hint.label):find("ACCESS EXCLUSIVE", 1, true) ~= nil end)
  end), vim.lsp.inlay_hint.get({ bufnr = buf }))
  local function lens()
    return vim.iter(vim.lsp.codelens.get(buf)):find(function(it) return it.command ~= nil end)
  end
  check("a code lens has its words", wait(function() return lens() ~= nil end), vim.lsp.codelens.get(buf))
  vim.api.nvim_win_set_cursor(0, { lens().range.start.line + 1, 0 })
  vim.lsp.codelens.run()
  check("running it shows the plans", holds(float(), "SET NOT NULL", "DROP COLUMN phone"), float())
  close()

  -- 6. After wide characters.
  vim.cmd.edit("specs/database/schema.md")
  wait(function() return #vim.diagnostic.get(0) > 0 end)
  vim.fn.search("ALTER TABLE todos ALTER COLUMN priority")
  vim.cmd("Forelock plan")
  text = float()
  check("the plan of a change after wide characters", holds(text, "ALTER TABLE todos ALTER COLUMN priority TYPE bigint"), text)
  close()

  -- 7. A server that is older than the plugin.
  vim.lsp.enable("forelock", false)
  wait(function() return #vim.lsp.get_clients({ name = "forelock" }) == 0 end)
  local closing = false
  vim.lsp.start({
    name = "forelock",
    cmd = function(dispatchers)
      return {
        request = function(method, _, callback)
          if method == "initialize" then
            callback(nil, { capabilities = {} })
          elseif method == "shutdown" then
            callback(nil, vim.NIL)
          else
            callback({ code = -32601, message = "Method not found" })
          end
          return true, 1
        end,
        notify = function() return true end,
        is_closing = function() return closing end,
        terminate = function()
          closing = true
          dispatchers.on_exit(0, 0)
        end,
      }
    end,
  })
  wait(function() return #vim.lsp.get_clients({ bufnr = 0, name = "forelock" }) > 0 end)
  for _, one in ipairs({ "plan", "explain drop-column", "status" }) do
    local said = noticed(function() vim.cmd("Forelock " .. one) end)
    check(("an old server: `%s` says what to do"):format(one), holds(said, "newer", "forelock/" .. one:match("%a+")), notices)
  end
  vim.lsp.stop_client(vim.lsp.get_clients(), true)
  wait(function() return #vim.lsp.get_clients() == 0 end)
  vim.lsp.enable("forelock")
  vim.cmd.edit()
  wait(function() return #vim.lsp.get_clients({ bufnr = 0, name = "forelock" }) > 0 end)

  -- 8. Health and help.
  vim.cmd("checkhealth forelock")
  text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), "\n")
  check("the health report names the binary, the root and the switches", holds(text, "forelock 0.", "The server is enabled", "root " .. vim.uv.cwd(), "code_lens: on"), text)
  check("and finds nothing wrong", not text:find("ERROR", 1, true) and not text:find("WARNING", 1, true), text)
  vim.cmd("helptags " .. vim.fn.fnameescape(assert(os.getenv("FORELOCK_HELP"))))
  vim.opt.runtimepath:append(vim.fs.dirname(os.getenv("FORELOCK_HELP")))
  vim.cmd("help :Forelock")
  check(":help :Forelock opens its page", vim.endswith(vim.api.nvim_buf_get_name(0), "doc/forelock.txt"), vim.api.nvim_buf_get_name(0))
end)
if not ok then
  check("no error in the script", false, tostring(err))
end
-- The editor must not write to a server that has ended: quitting at once does now and then.
vim.lsp.stop_client(vim.lsp.get_clients())
vim.wait(10000, function() return #vim.lsp.get_clients() == 0 end, 20)
io.stdout:write(("%d passed, %d failed\n"):format(passed, failed))
vim.cmd(failed > 0 and "cquit 1" or "qall!")
