import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

const folder = dirname(fileURLToPath(import.meta.url));
/** The gallery of states is for people who work on Kiln: it is no part of the product's build. */
const gallery = process.env['KILN_GALLERY'] === '1';

export default defineConfig({
  root: gallery ? resolve(folder, '../test/gallery') : folder,
  base: './',
  plugins: [vue()],
  define: {
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
    __INTLIFY_PROD_DEVTOOLS__: false,
  },
  build: {
    outDir: resolve(folder, gallery ? '../dist/gallery' : '../dist/renderer'),
    emptyOutDir: true,
    target: 'chrome130',
    // The page's policy allows fonts from its own origin, not from data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
