/** Pictures that were drawn for this site: flat shapes in its own colours (`art-…` classes), light and dark. */
import { raw } from 'hono/html'
import type { City, Room } from '../hotels.ts'

const box = (kind: string, x: number, y: number, width: number, height: number, rx = 0) => `<rect class="art-${kind}" x="${x}" y="${y}" width="${width}" height="${height}"${rx ? ` rx="${rx}"` : ''}/>`
const path = (kind: string, d: string) => `<path class="art-${kind}" d="${d}"/>`
const disc = (kind: string, x: number, y: number, r: number) => `<circle class="art-${kind}" cx="${x}" cy="${y}" r="${r}"/>`

/** Lit windows in rows, some dark. */
const windows = (x: number, y: number, columns: number, rows: number, step = 14) =>
  Array.from({ length: columns * rows }, (_, index) => {
    const [column, row] = [index % columns, Math.floor(index / columns)]
    return (column * 7 + row * 5 + columns) % 4 === 1 ? '' : box('lit', x + column * step, y + row * step * 1.3, 5, 8, 1)
  }).join('')

const waves = (y: number) =>
  [0, 1, 2, 3].map((row) => path('wave', `M${-20 + row * 37} ${y + 14 + row * 15}q 26 -7 52 0t 52 0t 52 0t 52 0t 52 0t 52 0t 52 0t 52 0t 52 0`)).join('')

const boat = (x: number, y: number) => path('near', `M${x} ${y}h54l-8 11h-38z`) + path('sail', `M${x + 24} ${y - 3}v-34l20 34z`) + path('sail', `M${x + 20} ${y - 3}v-27l-14 27z`)

const towns: Readonly<Record<City, string>> = {
  // gabled warehouses and a crane
  hamburg: [
    path('far', 'M0 190V150h40v-22h30v22h36v-46l14-40 14 40v46h46v-30h40v30h60v-18h34v18h60v-34h36v34h70v40z'),
    ...[20, 84, 148].map((x, index) => path('near', `M${x} 200v-${72 + index * 8}l28-26 28 26v${72 + index * 8}z`) + windows(x + 9, 142 - index * 8, 3, 3)),
    path('far', 'M330 200v-96l-46 22-4-7 96-54 4 7-38 22 34 6v8l-36-4v96z'),
    path('near', 'M360 200v-46h92v46z'), windows(370, 164, 6, 2),
  ].join(''),
  // a hill of roofs and a long bridge
  lisbon: [
    path('far', 'M0 200v-34q60-54 128-58t120 42l40 50z'),
    path('roof', 'M24 172l20-15 20 15zM74 150l22-16 22 16zM132 146l24-17 24 17zM186 168l20-15 20 15z'),
    ...[[28, 172, 32, 28], [79, 150, 34, 50], [137, 146, 38, 54], [190, 168, 32, 32]].map(([x = 0, y = 0, width = 0, height = 0]) => box('near', x, y, width, height)),
    windows(84, 160, 2, 2), windows(143, 156, 2, 2),
    path('line', 'M250 176H480M300 200V96M420 200V96M300 98q-30 56-50 78M300 98q60 98 120 0q26 50 60 72M320 128v48M340 148v28M360 152v24M380 148v28M400 128v48'),
  ].join(''),
  // towers of a wall, and spires
  tallinn: [
    path('far', 'M0 200v-48h52v-16h40v16h60v-10h60v10h70v-18h56v18h60v-12h44v12h38v48z'),
    ...[[34, 96], [150, 112], [352, 104]].map(([x = 0, y = 0]) => path('roof', `M${x - 6} ${y}l26-44 26 44z`) + box('near', x, y, 40, 200 - y) + windows(x + 10, y + 16, 2, 2)),
    path('roof', 'M246 118l18-96 18 96z'), box('near', 246, 118, 36, 82), windows(255, 130, 2, 3),
    path('near', 'M82 200v-36h62v36zM200 200v-30h46v30zM292 200v-34h54v34zM398 200v-28h60v28z'),
  ].join(''),
}

const sunAt: Readonly<Record<City, readonly [number, number]>> = { hamburg: [300, 78], lisbon: [372, 70], tallinn: [196, 62] }

const frame = (inside: string, kind: string) => raw(`<svg class="art ${kind}" viewBox="0 0 480 300" preserveAspectRatio="xMidYMid slice" aria-hidden="true" focusable="false">${inside}</svg>`)

const view = (city: City) =>
  box('sky', 0, 0, 480, 210) + disc('glow', ...sunAt[city], 62) + disc('sun', ...sunAt[city], 34) + towns[city] + box('water', 0, 198, 480, 102) +
  path('shine', `M${sunAt[city][0] - 26} 206h52l-8 8h20l-12 9h16l-20 10h10l-20 9h-24l-14-9h8l-18-10h14l-10-9h16z`) + waves(206) + boat(city === 'lisbon' ? 96 : 330, 238)

/** A house seen from the water. */
export const cityArt = (city: City) => frame(view(city), 'city')

/** A room with the town in its window. */
export function roomArt(city: City, room: Room) {
  const glass = (x: number, y: number, width: number, height: number) =>
    `<svg x="${x}" y="${y}" width="${width}" height="${height}" viewBox="60 30 360 230" preserveAspectRatio="xMidYMid slice">${view(city)}</svg><rect class="art-pane" x="${x}" y="${y}" width="${width}" height="${height}"/><path class="art-pane" d="M${x + width / 2} ${y}v${height}"/>`
  const lamp = (x: number) => path('line', `M${x} 262V168`) + path('lamp', `M${x - 20} 172l8-30h24l8 30z`) + disc('glow', x, 166, 40)
  const bed = (x: number, width: number) => box('wood', x, 176, width, 64, 6) + box('linen', x + 8, 204, width - 16, 40, 8) + box('pillow', x + 16, 192, width / 2 - 24, 22, 9) + box('pillow', x + width / 2 + 8, 192, width / 2 - 24, 22, 9) + box('throw', x + 8, 226, width - 16, 24, 4) + box('wood', x, 246, width, 10, 3)
  const inside: Readonly<Record<Room, string>> = {
    classic: glass(64, 44, 132, 110) + bed(220, 200) + lamp(446) + box('wood', 60, 196, 120, 8, 2) + path('line', 'M72 204v56M168 204v56'),
    corner: glass(40, 40, 120, 124) + glass(320, 40, 120, 124) + bed(150, 190) + lamp(386) + box('throw', 24, 206, 96, 44, 12),
    suite: glass(50, 30, 380, 130) + bed(250, 200) + box('throw', 40, 196, 150, 30, 12) + box('linen', 30, 214, 170, 38, 10) + box('wood', 92, 250, 70, 6, 3) + lamp(222),
  }
  return frame(box('wall', 0, 0, 480, 300) + box('floor', 0, 256, 480, 44) + inside[room], 'inside')
}
