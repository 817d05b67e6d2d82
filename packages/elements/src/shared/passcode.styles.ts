import { css } from 'lit'

/** The frame around a form. */
export const passcodeStyles = css`
  .frame {
    display: grid;
    /* a word that does not break makes no column wider */
    grid-template-columns: minmax(0, 1fr);
    max-inline-size: 32em;
  }
  .frame > * + :not(.messages) {
    margin-block-start: var(--_space);
  }
  .head {
    display: grid;
    gap: 0.25em;
  }
  h2 {
    font-size: 1.25em;
    line-height: 1.25;
    text-wrap: balance;
  }
  h2:focus {
    outline: none;
  }
  .problem:empty,
  .note:empty {
    display: none;
  }
  .messages > :not(:empty) {
    margin-block-start: 0.75em;
  }
  .summary {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    overflow-wrap: anywhere;
    gap: 0.25em;
    padding: 0.75em 1em;
    border: 1px solid var(--_danger);
    border-radius: var(--_control-radius);
  }
  .summary p {
    font-weight: 600;
  }
  .summary a {
    display: inline-block;
    padding-block: 0.125em;
    color: var(--_danger);
    text-underline-offset: 0.2em;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5em 1em;
  }
  /* the same blocks as the first step has */
  .bones {
    display: grid;
    justify-items: start;
    gap: 0.375em;
    max-inline-size: 32em;
  }
  .bones h2 .bone {
    inline-size: 12em;
  }
  .bones p .bone {
    inline-size: 14em;
  }
  .bones .field,
  .bones .button {
    block-size: 2.75em;
    border-radius: var(--_control-radius);
  }
  .bones .field {
    inline-size: 100%;
    margin-block-end: 0.625em;
  }
  .bones .button {
    inline-size: 8em;
  }
`
