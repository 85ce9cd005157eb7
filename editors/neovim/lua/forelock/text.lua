-- The server's answers in words. Levels, phases and SQL are colored by syntax/forelock.vim, which
-- reads the indentation made here: six blanks or more are SQL.
local M = {}

--- JSON's null is a value of its own in Lua.
local function value(it)
  if it == vim.NIL then
    return nil
  end
  return it
end

---@param count integer
---@param word string
local function counted(count, word)
  return ("%d %s%s"):format(count, word, count == 1 and "" or "s")
end

local outcomes = {
  planned = "planned",
  already_safe = "already safe",
  no_online_way = "no online way",
}

--- What sessions cannot do while a lock is held.
---@param blocks table
local function blocked(blocks)
  if blocks.select then
    return "blocks reads and writes"
  elseif blocks.insert or blocks.update then
    return "blocks writes"
  end
  return "blocks neither reads nor writes"
end

---@param lines string[]
---@param heading string
---@param statements string[]
local function sql(lines, heading, statements)
  if #statements == 0 then
    return
  end
  lines[#lines + 1] = "     " .. heading
  for _, statement in ipairs(statements) do
    for _, line in ipairs(vim.split(statement .. ";", "\n")) do
      lines[#lines + 1] = "       " .. line
    end
  end
end

---@param lines string[]
---@param step table
local function add_step(lines, step)
  lines[#lines + 1] = ("   %s %s [%s]"):format(step.id, step.title, value(step.level) or "unknown")
  for _, lock in ipairs(value((value(step.facts) or {}).locks) or {}) do
    lines[#lines + 1] = ("     %s on %s, %s"):format(lock.mode, lock.relation, blocked(lock.blocks))
  end
  sql(lines, "before, expect no row:", value(step.precheck) or {})
  sql(lines, value(step.transaction) and "in one transaction:" or "outside of transactions:", value(step.sql) or {})
  local batch = value(step.batch)
  if batch then
    sql(lines, "again and again, each in its own transaction, until no row changes:", { batch.statement })
  end
  sql(lines, "after, expect no row:", value(step.verify) or {})
  sql(lines, "undo:", value((value(step.rollback) or {}).sql) or {})
end

--- The plans of `forelock/plan`.
---@param plans table[]
---@return string[]
function M.plans(plans)
  local lines = {} ---@type string[]
  for at, plan in ipairs(plans) do
    if at > 1 then
      vim.list_extend(lines, { "", "" })
    end
    local steps = 0
    for _, deploy in ipairs(plan.deploys) do
      steps = steps + #deploy.steps
    end
    lines[#lines + 1] = ("%s [%s]"):format(plan.title:gsub("%s*\n%s*", " "), plan.level)
    local said = outcomes[plan.outcome] or plan.outcome
    if steps > 0 then
      said = ("%s in %s"):format(counted(steps, "step"), counted(#plan.deploys, "deploy"))
    end
    local strategy = value(plan.strategy)
    lines[#lines + 1] = strategy and ("%s: %s"):format(strategy, said) or said
    vim.list_extend(lines, vim.split(plan.why, "\n"))
    for _, deploy in ipairs(plan.deploys) do
      lines[#lines + 1] = ""
      local application = value(deploy.application)
      if application then
        lines[#lines + 1] = " release: " .. application
      end
      lines[#lines + 1] = (" %s: %s %s"):format(deploy.phase, deploy.version, deploy.name)
      for _, step in ipairs(deploy.steps) do
        add_step(lines, step)
      end
    end
  end
  return lines
end

--- The roots of `forelock/status`, and the file behind each line.
---@param roots table[]
---@return string[] lines
---@return table<integer, { path: string, line: integer }> targets
function M.status(roots)
  local lines, targets = {}, {}
  for at, root in ipairs(roots) do
    local folder = value(root.uri) and vim.uri_to_fname(root.uri) or ""
    local function add(line, path, row)
      lines[#lines + 1] = line
      if path then
        local whole = vim.startswith(path, "/") and path or vim.fs.joinpath(folder, path)
        targets[#lines] = { path = whole, line = row or 1 }
      end
    end
    if at > 1 then
      add("")
    end
    add(folder)
    add("")
    add("Chain")
    if #root.chain == 0 then
      add("  no migration specifications")
    end
    for _, it in ipairs(root.chain) do
      local version = value(it.version) or "?"
      local said = {}
      for _, wanted in ipairs({ true, false }) do
        local places = {}
        for environment, applied in pairs(value(it.applied) or {}) do
          if applied == wanted then
            places[#places + 1] = environment
          end
        end
        table.sort(places)
        if #places > 0 then
          said[#said + 1] = (wanted and "applied in " or "not applied in ") .. table.concat(places, ", ")
        end
      end
      if vim.list_contains(root.heads, version) then
        said[#said + 1] = "head"
      end
      local line = ("  %s  %s  %s"):format(version, value(it.name) or "", table.concat(said, "; "))
      add((line:gsub("%s+$", "")), value(it.path))
    end
    if #root.environments > 0 then
      add("")
      add("Environments")
    end
    for _, it in ipairs(root.environments) do
      local line = ("  %s  runs %s"):format(it.environment, value(it.current_version) or "an unknown version")
      if value(it.target_version) then
        line = line .. ", target " .. it.target_version
      end
      if value(it.status) then
        line = line .. ": " .. it.status
      end
      local missing = value(it.migrations_to_apply) or {}
      if #missing > 0 then
        line = line .. ", to apply " .. table.concat(missing, ", ")
      end
      add(line)
    end
    if #root.drift > 0 then
      add("")
      add("Drift")
    end
    for _, it in ipairs(root.drift) do
      local row = value(it.range) and it.range.start.line + 1 or 1
      local change = (value(it.sql) or it.change.op:gsub("_", " ")):gsub("%s+", " ")
      add(("  %s:%d: it would take %s"):format(it.path, row, change), it.path, row)
    end
    if #root.problems > 0 then
      add("")
      add("Problems")
    end
    for _, it in ipairs(root.problems) do
      local path, row = it:match("^(.-):(%d+): ")
      add("  " .. it, path, tonumber(row))
    end
  end
  return lines, targets
end

return M
