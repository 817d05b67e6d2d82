import { css } from 'lit'

/** `<details>` that look the same in every element: a line that opens, with an arrow at its end. */
export const disclosureStyles = css`
  summary {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 1em;
    min-block-size: 2.75em;
    padding-block: 0.5em;
    border-radius: 0.25em;
    font-weight: 500;
    list-style: none;
    cursor: pointer;
  }
  summary::-webkit-details-marker {
    display: none;
  }
  summary::after {
    content: '';
    flex: none;
    inline-size: 0.5em;
    block-size: 0.5em;
    margin-inline-end: 0.25em;
    border: solid currentcolor;
    border-width: 0 0.125em 0.125em 0;
    rotate: 45deg;
    translate: 0 -0.125em;
  }
  details[open] > summary::after {
    rotate: 225deg;
    translate: 0 0.125em;
  }
  @media (prefers-reduced-motion: no-preference) {
    summary::after {
      transition: rotate 0.15s;
    }
  }
`
