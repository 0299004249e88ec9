/// <reference types="vite/client" />
declare const process: { env: { UNI_PLATFORM: string } }
declare const wx: any
declare module '*.vue' {
  import type { DefineComponent } from 'vue'
  const component: DefineComponent<Record<string, never>, Record<string, never>, any>
  export default component
}
