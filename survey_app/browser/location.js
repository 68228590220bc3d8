// "Use my location" for questions about places. What the device says is put into the boxes, where it can be corrected.
import { tell } from "./answers_beside.js";

const OPTIONS = { enableHighAccuracy: true, timeout: 30_000, maximumAge: 0 };
const PLACES = 6; // decimals of a degree: some ten centimetres

/** Begin, for each question about a place, a line or an area. */
export function startLocations(root) {
  for (const holder of root.querySelectorAll("[data-point]")) startPoint(holder);
  for (const holder of root.querySelectorAll("[data-points]")) startPoints(holder);
}

function startPoint(holder) {
  const part = (name) => holder.querySelector(`[name$=":${name}"]`);
  const parts = ["latitude", "longitude", "altitude", "accuracy"].map(part);
  const update = () => {
    const [latitude, longitude, ...rest] = parts.map((input) => input.value.trim());
    tell(holder, latitude && longitude ? [latitude, longitude, ...rest.map((text) => text || "0")].join(" ") : null);
  };
  for (const input of parts.slice(0, 2)) {
    input.addEventListener("input", () => {
      for (const other of parts.slice(2)) other.value = ""; // these belonged to the place that was measured
      update();
    });
  }
  offer(holder, holder.dataset.locate, (coords) => {
    coords.forEach((number, at) => {
      parts[at].value = number;
    });
    update();
  });
}

function startPoints(holder) {
  const box = holder.querySelector("textarea");
  const update = () => {
    const lines = box.value.split("\n").map((line) => line.trim().replaceAll(",", " ")).filter(Boolean);
    tell(holder, lines.length ? lines.join("; ") : null);
  };
  box.addEventListener("input", update);
  offer(holder, holder.dataset.add, (coords) => {
    box.value = `${box.value.trimEnd()}\n${coords.join(" ")}`.trim();
    update();
  });
}

/** A button that asks the device, and a line that says what came of it. */
function offer(holder, text, use) {
  if (!("geolocation" in navigator)) return;
  const document = holder.ownerDocument;
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "govuk-button govuk-button--secondary wa-locate", textContent: text });
  const status = document.createElement("p");
  status.className = "govuk-hint";
  status.setAttribute("role", "status");
  button.addEventListener("click", () => {
    status.textContent = holder.dataset.locating;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        use(numbers(coords));
        status.textContent = `${holder.dataset.located} ${Math.round(coords.accuracy)} ${holder.dataset.metres}.`;
      },
      () => {
        status.textContent = holder.dataset.refused;
      },
      OPTIONS,
    );
  });
  holder.append(button, status);
}

function numbers({ latitude, longitude, altitude, accuracy }) {
  const rounded = [latitude, longitude].map((degrees) => String(Number(degrees.toFixed(PLACES))));
  return [...rounded, ...[altitude, accuracy].map((metres) => String(Math.round((metres ?? 0) * 10) / 10))];
}
