export { backendContract, contractHead, contractRow, type ContractOptions, type ContractReport } from './contract/contract.ts'
export { ContractFailure } from './contract/expect.ts'
export type { ContractSubject } from './contract/subject.ts'
export { sandboxSubject } from './sandbox-subject.ts'
