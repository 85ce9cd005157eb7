//! Tells Zed how to start `forelock lsp`: the binary of the settings, else that of the `PATH`.

use zed_extension_api::settings::LspSettings;
use zed_extension_api::{self as zed, Command, LanguageServerId, Result, Worktree, serde_json};

struct Forelock;

impl zed::Extension for Forelock {
    fn new() -> Forelock {
        Forelock
    }

    fn language_server_command(
        &mut self,
        id: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Command> {
        let binary = LspSettings::for_worktree(id.as_ref(), worktree)?.binary;
        let named = binary.as_ref().and_then(|it| it.path.clone());
        let command = named.or_else(|| worktree.which("forelock")).ok_or(
            "`forelock` is not on the PATH; install it, or name it in `lsp.forelock.binary.path`",
        )?;
        let args = binary.and_then(|it| it.arguments);
        Ok(Command {
            command,
            args: args.unwrap_or_else(|| vec!["lsp".to_owned()]),
            env: worktree.shell_env(),
        })
    }

    /// The server asks for the section `forelock`.
    fn language_server_workspace_configuration(
        &mut self,
        id: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<serde_json::Value>> {
        let settings = LspSettings::for_worktree(id.as_ref(), worktree)?.settings;
        Ok(settings.map(|it| serde_json::json!({ "forelock": it })))
    }
}

zed::register_extension!(Forelock);
