/** Finds the server: the binary of the setting, else the one inside the extension. */

import { accessSync, constants, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, isAbsolute, join } from "node:path";

export type Found = { path: string } | { problem: string };

export interface Where {
  /** The setting; empty when nobody set it. */
  setting: string;
  /** The folder of the extension. */
  extension: string;
  /** `PATH` and the home folder; the process's own where they are absent. */
  path?: string | undefined;
  home?: string;
  windows?: boolean;
}

export function findServer(where: Where): Found {
  const windows = where.windows ?? process.platform === "win32";
  const setting = where.setting.trim();
  if (setting === "") {
    const inside = join(where.extension, "server", windows ? "forelock.exe" : "forelock");
    if (isRunnable(inside)) return { path: inside };
    return { problem: "This extension came without a server for this platform. Set forelock.server.path to a forelock binary." };
  }
  const home = where.home ?? homedir();
  const named = setting === "~" || setting.startsWith("~/") ? join(home, setting.slice(1)) : setting;
  if (isAbsolute(named)) {
    return isRunnable(named) ? { path: named } : { problem: `forelock.server.path names ${named}, which is no file that can be run.` };
  }
  if (/[\\/]/.test(named)) {
    return { problem: `forelock.server.path is the relative path ${named}; expected an absolute path, or a name on the PATH.` };
  }
  const folders = (where.path ?? process.env["PATH"] ?? "").split(delimiter).filter((it) => it !== "");
  const names = windows && !named.endsWith(".exe") ? [`${named}.exe`] : [named];
  for (const folder of folders) {
    for (const name of names) {
      const path = join(folder, name);
      if (isAbsolute(path) && isRunnable(path)) return { path };
    }
  }
  return { problem: `forelock.server.path names ${named}, which is not on the PATH.` };
}

function isRunnable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
