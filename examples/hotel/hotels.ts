/** What there is to book. Prices are for one night, in minor units of `currency`. */
import type { Cart } from '@loyaltykit/core'

export const currency = 'EUR'

/** Where somebody is reached by telephone. */
export const desk = '+49 40 555 01 00'

export const cities = ['hamburg', 'lisbon', 'tallinn'] as const
export type City = (typeof cities)[number]

export const rooms = ['classic', 'corner', 'suite'] as const
export type Room = (typeof rooms)[number]

const prices: Readonly<Record<City, Readonly<Record<Room, number>>>> = {
  hamburg: { classic: 142_00, corner: 189_00, suite: 315_00 },
  lisbon: { classic: 128_00, corner: 174_00, suite: 289_00 },
  tallinn: { classic: 98_00, corner: 139_00, suite: 225_00 },
}

/** How many people a room takes. */
export const sleeps: Readonly<Record<Room, number>> = { classic: 2, corner: 3, suite: 4 }

/** When and for how many: what a search is for. Days are such as `2026-12-24`. */
export interface Stay {
  readonly city: City
  readonly arrival: string
  readonly departure: string
  readonly guests: number
}

const day = 86_400_000
export const longestStay = 30

export const isCity = (text: unknown): text is City => cities.includes(text as City)
export const isRoom = (text: unknown): text is Room => rooms.includes(text as Room)

export const nightsOf = ({ arrival, departure }: Pick<Stay, 'arrival' | 'departure'>): number => Math.round((Date.parse(departure) - Date.parse(arrival)) / day)

/** The public price of the whole stay. */
export const priceOf = (stay: Stay, room: Room): number => prices[stay.city][room] * nightsOf(stay)

export const dayAt = (now: number, ahead = 0): string => new Date(now + ahead * day).toISOString().slice(0, 10)

/**
 * The stay as the loyalty programme knows it: what a quote is for, and what the till reports when the guest leaves. Points are
 * set aside for its `id`.
 */
export const cartOf = (stay: Stay, room: Room, id = `rate:${stay.city}:${room}:${stay.arrival}:${stay.departure}:${stay.guests}`): Cart => ({
  id,
  currency,
  items: [{ sku: `${stay.city}-${room}`, quantity: nightsOf(stay), price: prices[stay.city][room], categories: ['room'] }],
  stay: { hotel: stay.city, room, arrival: stay.arrival, departure: stay.departure, guests: stay.guests },
})

/** What is wrong with a search, if anything. */
export type SearchProblem = 'dates' | 'past' | 'long'

/** Reads a search out of an address; what is missing is a stay of three nights in two weeks. */
export function readStay(query: URLSearchParams, now: number): { readonly stay: Stay; readonly problem?: SearchProblem } {
  const city = query.get('city')
  const guests = Number(query.get('guests') ?? 2)
  const [arrival, departure] = [query.get('arrival') ?? dayAt(now, 14), query.get('departure') ?? dayAt(now, 17)]
  const isDay = (text: string) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text)
  const isGood = isDay(arrival) && isDay(departure) && departure > arrival
  const stay = {
    city: isCity(city) ? city : cities[0],
    arrival: isGood ? arrival : dayAt(now, 14),
    departure: isGood ? departure : dayAt(now, 17),
    guests: Number.isInteger(guests) && guests >= 1 && guests <= 4 ? guests : 2,
  }
  if (!isGood) return { stay, problem: 'dates' }
  if (arrival < dayAt(now)) return { stay, problem: 'past' }
  return nightsOf(stay) > longestStay ? { stay, problem: 'long' } : { stay }
}

export const toQuery = ({ city, arrival, departure, guests }: Stay, more: Readonly<Record<string, string>> = {}): string =>
  String(new URLSearchParams({ city, arrival, departure, guests: String(guests), ...more }))
