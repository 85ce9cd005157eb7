-- What the README of editors/neovim tells a user to write, with the built binary.
vim.o.swapfile = false
vim.opt.runtimepath:append(assert(os.getenv("FORELOCK_EDITOR")))
vim.lsp.config("forelock", { cmd = { assert(os.getenv("FORELOCK_BINARY")), "lsp" } })
vim.lsp.enable("forelock")
