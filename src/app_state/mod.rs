//! What the user has chosen and what the client has reported: the state of the page, its actions,
//! and what views compute from it. It knows no browser.
