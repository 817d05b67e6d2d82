import { css } from 'lit'

export const loginStyles = css`
  :host {
    min-block-size: 16.2em;
  }
  :host(:state(member)) {
    min-block-size: 0;
  }
`
