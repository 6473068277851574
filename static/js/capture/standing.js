/** Where this page stands: a browser's tab or an app on the home screen, on an iPhone or elsewhere. */

export const isInstalled = () => Boolean(navigator.standalone) || matchMedia("(display-mode: standalone)").matches;

export const isIphone = () => /iPhone|iPad|iPod/.test(navigator.userAgent)
  || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);

/** An iPhone's tab is cleared after seven days without a visit; there the home screen is the way. */
export const isTab = () => isIphone() && !isInstalled();

/** A private window of Safari or Firefox gives no folder; Chromium's hides what it is. @returns {Promise<boolean>} */
export const isPrivate = async () => navigator.storage?.getDirectory?.().then(() => false, () => true) ?? false;
