// The app for visits.
import { startWorker } from "./worker.js";

startWorker();
