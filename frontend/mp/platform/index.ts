import type { Outcome } from '@shared/paying'
import { sandbox } from './sandbox'
import { weixin } from './weixin'

export interface Identity {
  id: string
  name: string
  id_number: string
  id_type: string
  phone: string
  note: string
}

/** What only WeChat can do. On H5 the sandbox stands in for it; the build keeps one of the two. */
export interface Platform {
  ready(sandboxPort: number | null): void
  isReady(): boolean
  /** Whether the phone has a network, as far as it says. */
  online(): boolean
  /** Do it each time there is a network again. Returns what stops that. */
  onOnline(work: () => void): () => void
  login(): Promise<string>
  /** Maker and model as the phone says, '' when it does not: the list of phones names it by this. */
  device(): string
  /** A code for the number, '' when the person would rather not. */
  phone(event?: any): Promise<string>
  pay(sheet: Record<string, string>): Promise<Outcome>
  face(verifyId: string): Promise<boolean>
  subscribe(templates: string[], titles: string[]): Promise<Record<string, string>>
  scan(): Promise<string>
  /** How much larger than usual this person has text set on the phone: 1 is usual. */
  enlarged(): number
  /** Give a downloaded file to its owner; false when they would rather not. */
  keepFile(path: string, name: string): Promise<boolean>
  /** A file of one's own of these kinds, PDF where none is said; null when nothing was chosen. */
  paper(kinds?: string[]): Promise<string | null>
  /** Only in the sandbox: who one tries it as, and pictures to try with. */
  identity(): Promise<Identity | null>
  identities(): Promise<Identity[]>
  become(id: string): void
  demoPhoto(kind: 'good' | 'bad' | 'shot', shape?: { width: number; height: number } | null): Promise<string | null>
  demoSignature(): Promise<string | null>
}

export const platform: Platform = process.env.UNI_PLATFORM === 'mp-weixin' ? weixin : sandbox
