/** MapLibre and its worker, loaded after the page has been painted. */
import * as library from "maplibre-gl";
import worker from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";

library.setWorkerUrl(worker);

export { library };
