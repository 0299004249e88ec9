import { createSSRApp } from 'vue'
import App from './App.vue'

// #ifdef H5
// In WeChat all pages are on the phone from the start. In a browser they are fetched once it is quiet, so that they open without a network.
const pages = import.meta.glob('./pages/*/index.vue')
window.addEventListener('load', () => setTimeout(() => { for (const load of Object.values(pages)) load().catch(() => undefined) }, 1500))
// #endif

export function createApp() {
  return { app: createSSRApp(App) }
}
