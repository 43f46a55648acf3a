// What the theme leaves undone for readers who use a keyboard or a screen reader.
// A classic script: browsers refuse modules on pages opened from a folder.
(() => {
  "use strict";

  // An accessible name has to contain the text that is visible; without aria-label it is that text.
  const keepVisibleNames = () => {
    document.querySelectorAll(".search-button-field[aria-label], summary[aria-label], .nav-link[aria-label], .theme-switch-button[aria-label]")
      .forEach((element) => { if (element.innerText.trim()) element.removeAttribute("aria-label"); });
  };

  // All of a page belongs to a landmark, the book's name in the sidebar too.
  const nameSidebar = () => {
    const sidebar = document.getElementById("pst-primary-sidebar");
    if (sidebar && !sidebar.hasAttribute("role")) {
      sidebar.setAttribute("role", "complementary");
      sidebar.setAttribute("aria-label", "Book navigation");
    }
  };

  // Font Awesome puts a <title> into the icons of a button that has a name already.
  const silenceIcons = () => document.querySelectorAll(".theme-switch-button svg").forEach((svg) => {
    svg.setAttribute("aria-hidden", "true");
    ["role", "aria-labelledby"].forEach((name) => svg.removeAttribute(name));
    svg.querySelectorAll("title").forEach((element) => element.remove());
  });

  // What scrolls sideways can be reached, and so scrolled, with the keyboard: also what is unfolded later.
  const reach = (element) => {
    if (element.scrollWidth > element.clientWidth + 1) element.setAttribute("tabindex", "0");
  };
  const reachScrollers = () => {
    const observer = new ResizeObserver((entries) => entries.forEach((entry) => reach(entry.target)));
    document.querySelectorAll("div.math, mjx-container[display=true], .cell_output .output, .pst-scrollable-table-container, div.highlight pre")
      .forEach((element) => observer.observe(element));
  };

  // The bibliography is a list of list items; the role that docutils writes is deprecated.
  const listWorks = () => document.querySelectorAll("[role=list] > [role=doc-biblioentry]")
    .forEach((element) => element.setAttribute("role", "listitem"));

  // The framework tabs of a set are one group of radio buttons; say what is chosen there.
  const nameTabs = () => document.querySelectorAll(".sd-tab-set").forEach((set) => {
    set.setAttribute("role", "group");
    const framework = set.querySelector(":scope > label[data-sync-id]");
    set.setAttribute("aria-label", framework ? "Framework" : "Variants");
  });

  // A figure is a link to its picture, for whoever wants to see it larger: on a phone, everybody.
  const enlargeFigures = () => document.querySelectorAll("figure img, .cell_output img").forEach((image) => {
    if (image.closest("a")) return;
    const link = document.createElement("a");
    link.className = "enlarge";
    link.href = image.src;
    image.replaceWith(link);
    link.append(image);
  });

  document.addEventListener("DOMContentLoaded", () => { keepVisibleNames(); nameSidebar(); nameTabs(); listWorks(); enlargeFigures(); });
  window.addEventListener("load", () => {
    silenceIcons();
    setTimeout(silenceIcons, 300);
    const math = window.MathJax && window.MathJax.startup && window.MathJax.startup.promise;
    (math || Promise.resolve()).then(reachScrollers);
  });
})();
