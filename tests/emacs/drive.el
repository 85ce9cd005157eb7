;;; drive.el --- Opens the example workspace as a person would  -*- lexical-binding: t; -*-

;; Reads diagnostics, the risk card, applies a split and a command of the server. Prints a line for
;; each check; exits 1 when one fails.

(require 'flymake)
(load (expand-file-name "forelock.el" (getenv "FORELOCK_EDITOR")))

(setq eglot-sync-connect 30
      eglot-connect-timeout 60
      eglot-confirm-server-initiated-edits nil
      flymake-no-changes-timeout 0.1
      create-lockfiles nil
      make-backup-files nil)
;; Writing a file would ask.
(defalias 'y-or-n-p (lambda (&rest _) t))

(defvar failed 0)
(defvar passed 0)

(defun check (name ok &optional detail)
  (princ (format "%s %s%s\n" (if ok "ok  " "FAIL") name (if (or ok (not detail)) "" (format "\n     %S" detail))))
  (if ok (setq passed (1+ passed)) (setq failed (1+ failed))))

(defun wait-for (condition)
  "Pump the server's messages until CONDITION holds; its value."
  (let ((end (+ (float-time) 20)) value)
    (while (and (not (setq value (funcall condition))) (< (float-time) end))
      (accept-process-output nil 0.02))
    value))

(defun open (file)
  (find-file (expand-file-name file command-line-default-directory))
  (unless (eglot-managed-p)
    (apply #'eglot (eglot--guess-contact)))
  (wait-for #'eglot-managed-p)
  (flymake-mode 1))

(defun find (pattern)
  "The diagnostic whose text matches PATTERN, as soon as there is one."
  (wait-for (lambda ()
              (flymake-start)
              (seq-find (lambda (it) (string-match-p pattern (flymake-diagnostic-text it)))
                        (flymake-diagnostics)))))

(defun text-of (diagnostic)
  (and diagnostic
       (buffer-substring-no-properties (flymake-diagnostic-beg diagnostic) (flymake-diagnostic-end diagnostic))))

(condition-case problem
    (progn
      (open "specs/database/migrations/0003_titles_and_phones.yaml")
      (check "YAML is Forelock's" (and (eq major-mode 'yaml-mode) (eglot-current-server)))
      (check "the root is the project"
             (file-equal-p (project-root (project-current)) command-line-default-directory)
             (project-current))
      (let ((dropped (find "Drops `users.phone`")))
        (check "drop-column stands on its operation" (equal (text-of dropped) "type: drop_column") (text-of dropped))
        (check "it is an error" (and dropped (eq (flymake-diagnostic-type dropped) 'eglot-error)) dropped))
      (let ((not-null (find "Reads every row of `users`")))
        (check "SET NOT NULL is a warning" (and not-null (eq (flymake-diagnostic-type not-null) 'eglot-warning)) not-null)
        (goto-char (+ 8 (flymake-diagnostic-beg not-null)))
        (let* ((hover (jsonrpc-request (eglot-current-server) :textDocument/hover (eglot--TextDocumentPositionParams)))
               (card (plist-get (plist-get hover :contents) :value)))
          (check "hover shows the risk card" (and card (string-match-p "ACCESS EXCLUSIVE" card)) card))
        (let* ((found (eglot-code-actions (flymake-diagnostic-beg not-null) (flymake-diagnostic-end not-null) nil))
               (split (seq-find (lambda (it) (string-match-p "^Split into zero-downtime steps ([^)]*)$" (plist-get it :title))) found)))
          (check "the split is offered" split (mapcar (lambda (it) (plist-get it :title)) found))
          ;; The way from the menu's entry to the buffer has another name in every Eglot.
          (let ((edit (or (plist-get split :edit)
                          (plist-get (jsonrpc-request (eglot-current-server) :codeAction/resolve split) :edit))))
            (if (eq 2 (car (func-arity #'eglot--apply-workspace-edit)))
                (eglot--apply-workspace-edit edit 'drive)
              (eglot--apply-workspace-edit edit)))
          (check "it appends the steps" (save-excursion (goto-char (point-min)) (re-search-forward "validate_constraint" nil t)) (buffer-string))))
      ;; Idle timers never fire in batch.
      (eglot--signal-textDocument/didChange)
      (check "the warning is gone"
             (wait-for (lambda ()
                         (flymake-start)
                         (not (seq-find (lambda (it) (string-match-p "Reads every row of `users`" (flymake-diagnostic-text it)))
                                        (flymake-diagnostics)))))
             (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))
      (save-buffer)

      (open "specs/database/schema.md")
      (check "Markdown is Forelock's" (and (eq major-mode 'markdown-mode) (eglot-current-server)))
      (let ((retyped (find "Writes every row of `todos`\\|rewrites")))
        (check "the type change stands after Ünïcödé 😀"
               (equal (text-of retyped) "ALTER TABLE todos ALTER COLUMN priority TYPE bigint")
               (mapcar (lambda (it) (cons (text-of it) (flymake-diagnostic-text it))) (flymake-diagnostics))))
      (check "the server is still there" (jsonrpc-running-p (eglot-current-server))))
  (error (check "no error in the script" nil problem)))
(ignore-errors (eglot-shutdown (eglot-current-server) nil 10))
(princ (format "%d passed, %d failed\n" passed failed))
(kill-emacs (if (> failed 0) 1 0))
;;; drive.el ends here
