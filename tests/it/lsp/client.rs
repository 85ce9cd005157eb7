//! A small client: frames, requests, and what the server said meanwhile.
//!
//! Knows the wire only, no type of the server's.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::io::{DuplexStream, ReadHalf, WriteHalf};
use tokio::task::JoinHandle;

/// Longer than anything takes on a busy machine; nothing waits for it to pass.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Client {
    input: BufReader<ReadHalf<DuplexStream>>,
    output: WriteHalf<DuplexStream>,
    server: JoinHandle<lsp::Ending>,
    next_id: i64,
    /// Notifications and requests of the server, in order, not yet looked at.
    heard: VecDeque<Value>,
    /// Answers to requests that were sent and not waited for.
    answers: VecDeque<Value>,
    /// The methods that were sent so far.
    pub(crate) sent: BTreeSet<String>,
    /// What `workspace/configuration` is answered with.
    pub(crate) settings: Value,
    /// The same for one scope, by its URI.
    pub(crate) scoped: BTreeMap<String, Value>,
    /// What `window/showDocument` is answered with.
    pub(crate) shows_documents: bool,
}

impl Client {
    /// A server that has not heard of anything.
    pub(crate) fn start(hooks: lsp::Hooks) -> Client {
        let (ours, theirs) = tokio::io::duplex(1 << 16);
        let server = tokio::spawn(async move {
            let (input, output) = tokio::io::split(theirs);
            lsp::serve_with(input, output, hooks).await
        });
        let (input, output) = tokio::io::split(ours);
        Client {
            input: BufReader::new(input),
            output,
            server,
            next_id: 0,
            heard: VecDeque::new(),
            answers: VecDeque::new(),
            sent: BTreeSet::new(),
            settings: Value::Null,
            scoped: BTreeMap::new(),
            shows_documents: false,
        }
    }

    /// A server that was initialized with these capabilities and roots.
    pub(crate) async fn ready(hooks: lsp::Hooks, capabilities: Value, roots: &[&Path]) -> Client {
        let mut client = Client::start(hooks);
        let folders: Vec<Value> = roots
            .iter()
            .map(|it| json!({ "uri": uri(it), "name": "root" }))
            .collect();
        let params = json!({ "processId": null, "rootUri": null, "capabilities": capabilities,
            "workspaceFolders": folders });
        client.request("initialize", params).await;
        client.notify("initialized", json!({})).await;
        client
    }

    pub(crate) async fn notify(&mut self, method: &str, params: Value) {
        self.send(json!({ "jsonrpc": "2.0", "method": method, "params": params }))
            .await;
    }

    /// Sends a request and does not wait; answers its id.
    pub(crate) async fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        let id = self.next_id;
        let mut message = json!({ "jsonrpc": "2.0", "id": id, "method": method });
        if !params.is_null() {
            message["params"] = params;
        }
        self.send(message).await;
        id
    }

    /// The whole answer to a request, `result` or `error`.
    pub(crate) async fn answer(&mut self, id: i64) -> Value {
        self.answer_to(&json!(id)).await
    }

    /// The whole answer to a request that was sent as it is.
    pub(crate) async fn answer_to(&mut self, id: &Value) -> Value {
        loop {
            if let Some(at) = self.answers.iter().position(|it| it["id"] == *id) {
                return self.answers.remove(at).unwrap();
            }
            self.hear().await;
        }
    }

    /// What was heard so far and not yet looked at.
    pub(crate) fn drain(&mut self) -> Vec<Value> {
        self.heard.drain(..).collect()
    }

    /// The result of a request.
    pub(crate) async fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params).await;
        let mut answer = self.answer(id).await;
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].take()
    }

    /// The next message of the server that fits; those before it are dropped.
    pub(crate) async fn expect(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        loop {
            while let Some(message) = self.heard.pop_front() {
                if fits(&message) {
                    return message;
                }
            }
            self.hear().await;
        }
    }

    /// The next diagnostics of a document that fit.
    pub(crate) async fn diagnostics(&mut self, uri: &str, fits: impl Fn(&Value) -> bool) -> Value {
        let message = self
            .expect(|it| {
                it["method"] == "textDocument/publishDiagnostics"
                    && it["params"]["uri"] == uri
                    && fits(&it["params"])
            })
            .await;
        message["params"].clone()
    }

    pub(crate) async fn open(&mut self, uri: &str, language: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": language, "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }))
            .await;
    }

    /// Replaces a range `[line, column, line, column]`, or everything.
    pub(crate) async fn change(
        &mut self,
        uri: &str,
        version: i32,
        range: Option<[u32; 4]>,
        text: &str,
    ) {
        let mut change = json!({ "text": text });
        if let Some([a, b, c, d]) = range {
            change["range"] = json!({ "start": { "line": a, "character": b },
                "end": { "line": c, "character": d } });
        }
        let params = json!({ "textDocument": { "uri": uri, "version": version },
            "contentChanges": [change] });
        self.notify("textDocument/didChange", params).await;
    }

    pub(crate) async fn close(&mut self, uri: &str) {
        self.notify(
            "textDocument/didClose",
            json!({ "textDocument": { "uri": uri } }),
        )
        .await;
    }

    pub(crate) async fn hover(&mut self, uri: &str) -> Value {
        self.request("textDocument/hover", position(uri)).await
    }

    /// The server's end, after `exit` or the end of its input.
    pub(crate) async fn end(mut self) -> lsp::Ending {
        let _ = self.output.shutdown().await;
        drop(self.output);
        let ended = tokio::time::timeout(PATIENCE, self.server).await;
        ended
            .expect("the server ends")
            .expect("the server does not panic")
    }

    async fn send(&mut self, message: Value) {
        let method = message["method"].as_str().map(str::to_owned);
        self.sent.extend(method);
        let body = message.to_string();
        self.send_raw(&body).await;
    }

    pub(crate) async fn send_raw(&mut self, body: &str) {
        let frame = format!("Content-Length: {}\r\n\r\n{body}", body.len());
        let mut rest = frame.as_bytes();
        // Reading on while writing: the pipe has an end, and so has the server's patience.
        while !rest.is_empty() {
            tokio::select! {
                biased;
                written = self.output.write(rest) => rest = &rest[written.unwrap()..],
                () = readable(&mut self.input) => self.hear().await,
            }
        }
    }

    /// Reads one message and puts it where it belongs.
    async fn hear(&mut self) {
        let message = tokio::time::timeout(PATIENCE, read(&mut self.input))
            .await
            .expect("the server says something");
        if message.get("method").is_none() {
            self.answers.push_back(message);
            return;
        }
        if let Some(id) = message.get("id") {
            let result = match message["method"].as_str() {
                Some("workspace/configuration") => {
                    let items = message["params"]["items"].as_array().unwrap().iter();
                    let one = |it: &Value| {
                        let scope = it["scopeUri"].as_str().map(|it| it.trim_end_matches('/'));
                        let own = scope.and_then(|it| self.scoped.get(it));
                        own.unwrap_or(&self.settings).clone()
                    };
                    items.map(one).collect()
                }
                Some("window/showDocument") => json!({ "success": self.shows_documents }),
                _ => Value::Null,
            };
            let answer = json!({ "jsonrpc": "2.0", "id": id, "result": result });
            Box::pin(self.send(answer)).await;
        }
        self.heard.push_back(message);
    }
}

async fn readable(input: &mut BufReader<ReadHalf<DuplexStream>>) {
    let _ = input.fill_buf().await;
}

async fn read(input: &mut BufReader<ReadHalf<DuplexStream>>) -> Value {
    let mut length = 0;
    loop {
        let mut line = String::new();
        let read = input.read_line(&mut line).await.unwrap();
        assert!(read > 0, "the server hung up");
        if line == "\r\n" {
            break;
        }
        if let Some(it) = line.strip_prefix("Content-Length: ") {
            length = it.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    input.read_exact(&mut body).await.unwrap();
    serde_json::from_slice(&body).unwrap()
}

pub(crate) fn position(uri: &str) -> Value {
    json!({ "textDocument": { "uri": uri }, "position": { "line": 0, "character": 0 } })
}

/// The URI of a path without characters that need escapes.
pub(crate) fn uri(path: &Path) -> String {
    let path = path.to_str().unwrap().replace('\\', "/");
    let slash = if path.starts_with('/') { "" } else { "/" };
    format!("file://{slash}{path}")
}

/// A folder that is gone when the test ends.
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// One per test, by name, with these files.
    pub(crate) fn new(name: &str, files: &[(&str, &str)]) -> Folder {
        let name = format!("forelock-lsp-{name}-{}", std::process::id());
        let folder = Folder(std::env::temp_dir().join(name));
        let _ = std::fs::remove_dir_all(&folder.0);
        // The search for a configuration ends here.
        std::fs::create_dir_all(folder.0.join(".git")).unwrap();
        for (path, text) in files {
            folder.write(path, text);
        }
        folder
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.0.join(path)
    }

    pub(crate) fn uri(&self, path: &str) -> String {
        uri(&self.path(path))
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
