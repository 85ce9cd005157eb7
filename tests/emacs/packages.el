;;; packages.el --- What the drive needs  -*- lexical-binding: t; -*-

;; Debian's packages are loaded by its site files, which `emacs -Q` leaves out.
(require 'package)
(add-to-list 'package-directory-list "/usr/share/emacs/site-lisp/elpa")
(package-initialize)
(require 'eglot)
(require 'markdown-mode)
(require 'yaml-mode)
;;; packages.el ends here
