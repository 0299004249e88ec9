/** What the API answers with, under the names pages use. All of it is read from the generated schema (`make gen`): nothing is written by hand. */
import type { Value } from './conditions'
import type { components } from './schema'

export type Schemas = components['schemas']

type Document = Schemas['ProblemDocument']
/** A refusal; what the phone says by itself (no network) has no number and no type. */
export type Problem = Omit<Document, 'type' | 'title' | 'request_id'> &
  Partial<Pick<Document, 'type' | 'title' | 'request_id'>>
export type Fault = Schemas['FieldFault']
export type Theirs = Schemas['Theirs']
export type Me = Schemas['Me']
export type App = Schemas['App']
export type Home = Schemas['Home']
export type Tag = Schemas['Tag']
export type Card = Schemas['Card']
export type Hit = Schemas['Hit']
export type BundleCard = Schemas['BundleCard']
export type Bundle = Schemas['Bundle']
export type Option = Schemas['Option']
export type Question = Schemas['Question']
export type Hotline = Schemas['Hotline']
export type Hall = Schemas['Hall']
export type Item = Schemas['Guide']
export type Known = Schemas['Known']
export type Checklist = Schemas['Checklist']
export type ViewPage = Schemas['ViewPage']
export type ViewSubject = Schemas['Subject']
export type Form = Schemas['Form']
/** The document writes values as deep as they go (a person in a row of a list); here they are what they are. */
export type HoldView = Schemas['Holds']
export type RegisterRows = Schemas['RegisterRows']
export type Field = Omit<Schemas['Field'], 'value' | 'offer'> & {
  value: Value | null
  offer: (Omit<Schemas['Offer'], 'value'> & { value: Value }) | null
}
export type AskedField = Schemas['AskedField']
export type { Value, When } from './conditions'
export type CaseCard = Schemas['CaseCard']
export type CaseView = Schemas['Case']
export type AskedPerson = Schemas['Participant']
export type OfficePart = Schemas['OfficePart']
export type Asked = Schemas['AskedOfMe']
export type ConsentCard = Schemas['ConsentCard']
export type Counts = Schemas['Counts']
export type Submitted = Schemas['Submitted']
export type Confirmation = Schemas['Confirmation']
export type Charge = Schemas['Charge']
export type Correction = Schemas['Correction']
export type CorrectionPoint = Schemas['CorrectionPoint']
export type Finding = Schemas['Finding']
export type Material = Schemas['Material']
export type Bill = Schemas['Bill']
export type Order = Schemas['Order']
export type Receipt = Schemas['Receipt']
export type ReceiptLine = Schemas['ReceiptLine']
export type Certificate = Schemas['Certificate']
export type ShownCode = Schemas['ShownCode']
export type Verdict = Schemas['Verdict']
export type Message = Schemas['Message']
export type Session = Schemas['Session']
export type Use = Schemas['Use']
export type Leaving = Schemas['Leaving']
export type Paper = Schemas['Paper']
export type City = Schemas['City']
export type Cities = Schemas['Cities']
export type Region = Schemas['Named']
export type Departments = Schemas['Departments']
export type DepartmentCard = Schemas['DepartmentCard']
export type Seasonal = Schemas['Seasonal']
export type Settings = Schemas['Settings']
export type ShownField = NonNullable<Schemas['Shown']['fields']>[number]
