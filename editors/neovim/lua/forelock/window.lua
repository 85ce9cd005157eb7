-- One floating window for plans, pages and the status.
local M = {}

---@class forelock.Shown
---@field title string
---@field filetype string
---@field targets? table<integer, { path: string, line: integer }> what <CR> opens, by line from 1

local open ---@type integer? the window that is shown

--- Rows that the lines take when they are wrapped.
---@param lines string[]
---@param width integer
local function rows(lines, width)
  local count = 0
  for _, line in ipairs(lines) do
    count = count + math.max(1, math.ceil(vim.fn.strdisplaywidth(line) / width))
  end
  return count
end

--- Shows lines, in the place of what was shown before. `q` and <Esc> close.
---@param lines string[]
---@param shown forelock.Shown
---@return integer window
function M.open(lines, shown)
  if open and vim.api.nvim_win_is_valid(open) then
    vim.api.nvim_win_close(open, true)
  end
  local buf = vim.api.nvim_create_buf(false, true)
  vim.bo[buf].bufhidden = "wipe"
  vim.api.nvim_buf_set_lines(buf, 0, -1, true, lines)
  vim.bo[buf].modifiable = false

  local widest = 0
  for _, line in ipairs(lines) do
    widest = math.max(widest, vim.fn.strdisplaywidth(line))
  end
  local width = math.max(20, math.min(widest + 1, 100, vim.o.columns - 6))
  local height = math.max(1, math.min(rows(lines, width), math.floor(vim.o.lines * 0.8)))
  -- The user's `winborder` holds when there is one; without a border there is no place for a title.
  local bordered = vim.o.winborder ~= "none"
  open = vim.api.nvim_open_win(buf, true, {
    relative = "editor",
    width = width,
    height = height,
    row = math.max(0, math.floor((vim.o.lines - height) / 2) - 1),
    col = math.max(0, math.floor((vim.o.columns - width) / 2)),
    style = "minimal",
    border = vim.o.winborder == "" and "rounded" or nil,
    title = bordered and (" " .. shown.title .. " ") or nil,
    title_pos = bordered and "center" or nil,
    footer = bordered and (shown.targets and " <CR> open, q close " or " q close ") or nil,
    footer_pos = bordered and "right" or nil,
  })
  -- With the buffer named the options are of this window only.
  local options = vim.wo[open][0]
  options.wrap = true
  options.linebreak = true
  options.breakindent = true
  options.conceallevel = 2
  vim.bo[buf].filetype = shown.filetype
  if shown.filetype == "markdown" then
    -- The parser comes with Neovim.
    vim.treesitter.start(buf, "markdown")
  end

  local function map(key, run, description)
    vim.keymap.set("n", key, run, { buffer = buf, nowait = true, desc = description })
  end
  map("q", "<Cmd>close<CR>", "Close")
  map("<Esc>", "<Cmd>close<CR>", "Close")
  if shown.targets then
    map("<CR>", function()
      local target = shown.targets[vim.api.nvim_win_get_cursor(0)[1]]
      if target then
        vim.cmd.close()
        vim.cmd.edit(vim.fn.fnameescape(target.path))
        vim.api.nvim_win_set_cursor(0, { math.min(target.line, vim.api.nvim_buf_line_count(0)), 0 })
      end
    end, "Open the file of this line")
  end
  return open
end

return M
