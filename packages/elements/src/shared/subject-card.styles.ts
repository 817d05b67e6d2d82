import { css } from 'lit'

/** Challenges and partners: a picture and a name, then what can be done. */
export const subjectStyles = css`
  .list {
    display: grid;
    gap: 1em;
    align-items: start;
  }
  .card {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    padding: var(--_space);
  }
  .card.bone {
    display: block;
  }
  .head {
    display: flex;
    gap: 0.875em;
    align-items: center;
  }
  .who {
    min-inline-size: 0;
  }
  .picture {
    flex: none;
    align-self: start;
    inline-size: 3em;
    block-size: 3em;
  }
  .plate {
    display: grid;
    place-items: center;
    background: var(--_raised);
    color: var(--_accent);
  }
  .text {
    white-space: pre-line;
  }
  @media (forced-colors: active) {
    .plate {
      border: 1px solid CanvasText;
    }
  }
`
