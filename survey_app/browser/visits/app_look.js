// Light or dark: as the phone is set, unless the person chose here.

const KEY = "walkabout.look";

export function chosenLook() {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

export function chooseLook(look) {
  try {
    if (look) localStorage.setItem(KEY, look);
    else localStorage.removeItem(KEY);
  } catch {
    // the choice then lasts until the app is closed
  }
  applyLook(look);
}

export function applyLook(look = chosenLook()) {
  if (look) document.documentElement.dataset.look = look;
  else delete document.documentElement.dataset.look;
}
