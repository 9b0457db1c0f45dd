/// <reference types="vitest/config" />
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { basemap } from "./basemap/plugin.ts";

const STATIC = fileURLToPath(new URL("../src/crossgauge/app/static", import.meta.url));
const SERVER = process.env["CROSSGAUGE_URL"] ?? "http://127.0.0.1:8765";

export default defineConfig({
  base: "./", // the page works behind any prefix, Jupyter's too
  plugins: [svelte(), basemap()],
  worker: { format: "es" },
  build: {
    outDir: STATIC,
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0, // the content policy allows no data: address
    modulePreload: { polyfill: false }, // it would be an inline script
    chunkSizeWarningLimit: 1300,
    reportCompressedSize: false,
    license: { fileName: "licences.md" },
  },
  server: { proxy: { "/api": SERVER } },
  test: { include: ["test/**/*.test.ts"], environment: "node" },
});
