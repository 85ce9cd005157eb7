/** The HTML of the panels: a frame without content, under a strict policy. */

import { randomBytes } from "node:crypto";

import * as vscode from "vscode";

/** What a page may load: bundled scripts and styles, nothing of the workspace. */
export function content(extension: vscode.Uri): vscode.Uri[] {
  return ["dist", "media"].map((it) => vscode.Uri.joinPath(extension, it));
}

export function page(webview: vscode.Webview, extension: vscode.Uri, name: "plan" | "status"): string {
  const nonce = randomBytes(18).toString("base64url");
  const script = webview.asWebviewUri(vscode.Uri.joinPath(extension, "dist", `${name}.js`)).toString();
  const style = webview.asWebviewUri(vscode.Uri.joinPath(extension, "media", "panel.css")).toString();
  const policy = ["default-src 'none'", "img-src data:", `style-src ${webview.cspSource}`, `script-src 'nonce-${nonce}'`, "base-uri 'none'", "form-action 'none'"];
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy.join("; ")}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style}">
<title>Forelock</title>
</head>
<body>
<main id="main" aria-live="polite"><p class="message">Waiting for the server.</p></main>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
