import { css } from 'lit'

/** What stands where the content would: an invitation to a guest, a word to somebody who has nothing yet, a failure. */
export const standInStyles = css`
  .stand-in {
    display: grid;
    gap: 0.75em;
    place-content: center;
    justify-items: center;
    min-inline-size: 0;
    padding: 1.25em;
    border-radius: var(--_radius);
    background: var(--_raised);
    text-align: center;
  }
  .stand-in p {
    text-wrap: balance;
  }
  .stand-in .failure {
    justify-items: center;
  }
  @media (forced-colors: active) {
    .stand-in {
      border: 1px solid CanvasText;
    }
  }
`
