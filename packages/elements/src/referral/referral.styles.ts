import { css } from 'lit'

export const referralStyles = css`
  :host {
    container-type: inline-size;
    min-block-size: 22.5em;
  }
  .card {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.875em;
  }
  .title {
    font-size: 1.25em;
    font-weight: 600;
    line-height: 1.3;
  }
  .panel {
    place-content: center;
    min-block-size: inherit;
    padding: 1.25em;
    border-radius: var(--_radius);
    background: var(--_raised);
    text-align: center;
  }
  .sides {
    display: grid;
    padding: 0.625em 0.875em;
    border-radius: var(--_control-radius);
    background: var(--_raised);
  }
  .sides > div {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 1em;
  }
  .panel :is(button, .failure) {
    justify-self: center;
  }
  .panel .failure {
    justify-items: center;
  }
  .panel .sides {
    grid-template-columns: repeat(auto-fit, minmax(0, 1fr));
    padding-inline: 0;
  }
  .panel .sides > div {
    display: block;
  }
  dt {
    color: var(--_muted);
  }
  dd {
    margin-inline-start: auto;
    font-weight: 700;
    font-variant-numeric: tabular-nums;
  }
  @container (inline-size >= 28em) {
    .sides {
      grid-template-columns: repeat(auto-fit, minmax(0, 1fr));
    }
    .sides > div {
      display: block;
    }
  }
  label {
    display: block;
    margin-block-end: 0.25em;
    color: var(--_muted);
    font-size: 0.875em;
    font-weight: 500;
  }
  .link {
    display: flex;
    gap: 0.5em;
  }
  input {
    flex: 1;
    min-inline-size: 0;
    min-block-size: 2.75em;
    padding: 0.5em 0.75em;
    border: 1px solid var(--_field-border);
    border-radius: var(--_control-radius);
    background: var(--_surface);
    color: var(--_text);
    font: inherit;
    line-height: 1.2;
    text-overflow: ellipsis;
  }
  button {
    flex: none;
  }
  @container (inline-size < 16em) {
    .link button {
      padding-inline: 0.5em;
      font-size: 0.8125em;
    }
  }
  /* both texts lie in one cell, so that the button keeps its width */
  .swap {
    display: inline-grid;
  }
  .swap > span {
    grid-area: 1 / 1;
  }
  .swap > .after,
  .swap.done > .before {
    visibility: hidden;
  }
  .swap.done > .after {
    visibility: visible;
  }
  .link .after::before {
    content: '✓ ' / '';
  }
  .ways {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5em;
  }
  .code {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 0.5em;
  }
  .code .swap {
    justify-items: start;
  }
  .code bdi {
    min-inline-size: 0;
    font-weight: 700;
    letter-spacing: 0.02em;
    overflow-wrap: anywhere;
  }
  .qr {
    justify-self: center;
    inline-size: 12em;
    max-inline-size: 100%;
    aspect-ratio: 1;
    border-radius: var(--_control-radius);
    overflow: hidden;
    background: #fff;
    forced-color-adjust: none;
  }
  .qr.bone {
    background: var(--_raised);
  }
  .qr svg {
    display: block;
    inline-size: 100%;
    block-size: 100%;
    fill: #000;
    shape-rendering: crispedges;
  }
  details {
    border-block: 1px solid var(--_border);
  }
  .count {
    display: flex;
    flex: 1;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 0 1em;
  }
  .left {
    font-weight: 400;
  }
  .none {
    display: flex;
    align-items: center;
    min-block-size: 2.75em;
    padding-block: 0.5em;
    border-block: 1px solid var(--_border);
  }
  .invitations {
    padding-block-end: 0.5em;
  }
  .invitations li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, auto);
    gap: 0 1em;
    padding-block: 0.5em;
  }
  .invitations li + li {
    border-block-start: 1px solid var(--_border);
  }
  /* a name keeps its own direction, on the side where the line begins */
  .invitations bdi {
    text-align: -webkit-match-parent;
    text-align: match-parent;
  }
  .state {
    text-align: end;
  }
  .rewarded {
    color: var(--_positive);
    font-weight: 600;
  }
  .refused {
    color: var(--_muted);
  }
  .gain {
    text-align: end;
    font-weight: 600;
  }
  .bone.field {
    inline-size: 100%;
    block-size: 2.75em;
  }
  .worth {
    font-size: 1.125em;
  }
`
