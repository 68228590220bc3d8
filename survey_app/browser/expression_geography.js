// Lengths and areas on the Earth, and what lies inside what, as instruments/expressions/geography.py has them.
import { asin, cos, sin } from "./expression_elementary.js";
import { last, Nodes, single, toNumber, toText } from "./expression_values.js";

const EARTH_RADIUS = 6378100;
const MAXIMUM_CORNERS = 2000;

function pointsOf(frame, values) {
  const texts = values.flatMap((value) => (value instanceof Nodes ? value.values : [single(value)])).map(toText);
  const places = texts.flatMap((text) => frame.work.read(text).split(";")).filter((place) => words(place).length);
  frame.work.spend(places.length);
  const points = places.map(point);
  return points.includes(null) ? null : points;
}

const words = (text) => text.split(/\s+/u).filter((word) => word);

function point(place) {
  const numbers = words(place).map(toNumber);
  if (numbers.length < 2 || numbers.length > 4) return null;
  return Math.abs(numbers[0]) <= 90 && Math.abs(numbers[1]) <= 180 ? [numbers[0], numbers[1]] : null;
}

const radians = (degrees) => (degrees * Math.PI) / 180;

/** Metres from each point to the next. */
export function distance(frame, ...values) {
  const points = pointsOf(frame, values);
  if (!points) return NaN;
  let total = 0;
  for (let index = 1; index < points.length; index += 1) total += between(points[index - 1], points[index]);
  return total;
}

function between(one, other) {
  const up = sin(radians(other[0] - one[0]) / 2);
  const along = sin(radians(other[1] - one[1]) / 2);
  const part = up * up + cos(radians(one[0])) * cos(radians(other[0])) * along * along;
  return 2 * EARTH_RADIUS * asin(Math.min(1, Math.sqrt(part)));
}

/** Square metres within a shape, laid flat from its first point. */
export function area(frame, value) {
  const points = pointsOf(frame, [value]);
  if (!points) return NaN;
  const degree = (2 * Math.PI * EARTH_RADIUS) / 360;
  let [total, before] = [0, [0, 0]];
  for (const place of points.slice(1)) {
    const up = (place[0] - points[0][0]) * degree;
    const along = (place[1] - points[0][1]) * degree * cos(radians(place[0]));
    total += (before[0] * along - before[1] * up) / 2;
    before = [up, along];
  }
  return Math.abs(total);
}

/** Whether a point lies inside a shape: a line from it to the east crosses the border an odd number of times. */
export function geofence(frame, place, shape) {
  const [points, border] = [pointsOf(frame, [place]), pointsOf(frame, [shape])];
  if (!points?.length || !border?.length) return false;
  const [latitude, longitude] = points[0];
  let inside = false;
  for (let index = 1; index < border.length; index += 1) {
    const [one, other] = [border[index - 1], border[index]];
    if (one[0] > latitude === other[0] > latitude) continue;
    const crossing = ((one[1] - other[1]) * (latitude - other[0])) / (one[0] - other[0]) + other[1];
    if (longitude < crossing) inside = !inside;
  }
  return inside;
}

const same = (one, other) => one[0] === other[0] && one[1] === other[1];

/** Whether a line or the border of a shape crosses itself. */
export function intersects(frame, value) {
  const points = pointsOf(frame, [value]);
  if (!points?.length || points.length > MAXIMUM_CORNERS) return false;
  const edges = points.slice(1).map((end, index) => [points[index], end]).filter(([start, end]) => !same(start, end));
  frame.work.spend(Math.floor((edges.length * edges.length) / 2));
  const closed = same(points[0], last(points));
  return edges.some((edge, index) => edges.some((other, later) => {
    if (later < index + 2 || (closed && index === 0 && later === edges.length - 1)) return false;
    return cross(...edge, ...other);
  }));
}

function cross(a, b, c, d) {
  if (side(a, b, c) !== side(a, b, d) && side(c, d, a) !== side(c, d, b)) return true;
  const ends = [[a, b, c], [a, b, d], [c, d, a], [c, d, b]];
  return ends.some(([one, other, end]) => side(one, other, end) === 0 && within(one, other, end));
}

function side(a, b, end) {
  const turned = (b[1] - a[1]) * (end[0] - a[0]) - (b[0] - a[0]) * (end[1] - a[1]);
  return Math.sign(turned) + 0;
}

function within(a, b, end) {
  return [0, 1].every((axis) => Math.min(a[axis], b[axis]) <= end[axis] && end[axis] <= Math.max(a[axis], b[axis]));
}
