import { css } from 'lit'

/** The heading of an element. */
export const titleStyles = css`
  .title {
    min-block-size: 1.25em;
    margin-block-end: 0.6em;
    font-size: 1.25em;
    font-weight: 600;
    line-height: 1.25;
  }
`
