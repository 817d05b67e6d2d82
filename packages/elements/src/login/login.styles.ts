import { css } from 'lit'

export const loginStyles = css`
  :host {
    min-block-size: 14.5em;
  }
  :host(:state(member)) {
    min-block-size: 0;
  }
`
