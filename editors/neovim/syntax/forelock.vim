" Plans and status as lua/forelock/text.lua writes them: six blanks or more are SQL.
if exists('b:current_syntax')
  finish
endif

syntax include @forelockSql syntax/sql.vim
unlet! b:current_syntax

syntax region forelockStatement start=/^ \{6,}\S/ end=/$/ contains=@forelockSql keepend oneline
syntax match forelockNote /^     \S.*$/
syntax match forelockLock /^     [A-Z][A-Z ]\+ on / contained containedin=forelockNote
syntax match forelockBlocks /blocks \(reads and \)\?writes/ contained containedin=forelockNote
syntax match forelockStep /^   s\d\+\S* /
syntax match forelockPhase /^ \(expand\|migrate\|contract\):.*$/
syntax match forelockRelease /^ release:/
syntax match forelockHeading /^\(Chain\|Environments\|Drift\|Problems\)$/
syntax match forelockLow /\[low\]$/
syntax match forelockMedium /\[medium\]$/
syntax match forelockHigh /\[\(high\|unknown\)\]$/
syntax match forelockCritical /\[critical\]$/

highlight default link forelockNote Comment
highlight default link forelockLock Type
highlight default link forelockBlocks WarningMsg
highlight default link forelockStep Identifier
highlight default link forelockPhase Title
highlight default link forelockRelease Special
highlight default link forelockHeading Title
highlight default link forelockLow DiagnosticOk
highlight default link forelockMedium DiagnosticInfo
highlight default link forelockHigh DiagnosticWarn
highlight default link forelockCritical DiagnosticError

let b:current_syntax = 'forelock'
