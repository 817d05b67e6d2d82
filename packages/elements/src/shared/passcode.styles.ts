import { css } from 'lit'

/** The frame around a form. */
export const passcodeStyles = css`
  .frame {
    display: grid;
    gap: var(--_space);
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
  .messages {
    display: grid;
    gap: 0.25em;
  }
  .summary {
    display: grid;
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
  .bones {
    display: grid;
    gap: var(--_space);
    justify-items: start;
  }
`
