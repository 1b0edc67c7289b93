// @ts-check
/* Words first, then the frame. */
import { loadWords } from "./lib/words.js";
import { startApp } from "./app.js";

await loadWords();
await startApp();
