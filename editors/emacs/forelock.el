;;; forelock.el --- Forelock for Eglot  -*- lexical-binding: t; -*-

;; Judges PostgreSQL schema changes in specs, migration specifications and SQL.

;;; Commentary:

;; Tells Eglot which buffers Forelock is for.  Eglot has one server in a buffer: this one takes the
;; place of another for Markdown, YAML and SQL.

;;; Code:

(require 'project)

(defconst forelock-root-markers '("forelock.toml" "specs" ".spec-kit")
  "Names that stand in the root of a project with specs.")

(defun forelock-project (directory)
  "The project with specs around DIRECTORY, for folders without version control."
  (let ((root (seq-some (lambda (it) (locate-dominating-file directory it)) forelock-root-markers)))
    (and root (cons 'forelock (expand-file-name root)))))

(cl-defmethod project-root ((project (head forelock)))
  (cdr project))

;; Last: where version control knows the root, it holds.
(add-hook 'project-find-functions #'forelock-project 90)

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs
               '((markdown-mode gfm-mode yaml-mode yaml-ts-mode sql-mode) . ("forelock" "lsp"))))

(provide 'forelock)

;;; forelock.el ends here
