//! The choices that are kept between visits, and how they are spelled in the browser's storage.
//! None contains log data.

/// A choice that is kept between visits.
pub trait Setting: Copy + Default + PartialEq + 'static {
    /// The key in local storage.
    const KEY: &'static str;
    /// The choices, each with the word that is stored for it.
    const CHOICES: &'static [(Self, &'static str)];

    /// Returns the choice that is stored as this word; the default for any other word.
    fn of_word(word: &str) -> Self {
        Self::CHOICES.iter().find(|(_, name)| *name == word).map_or_else(Self::default, |(choice, _)| *choice)
    }

    /// Returns the word that is stored; empty for a choice that is not in [`Setting::CHOICES`].
    fn word(self) -> &'static str {
        Self::CHOICES.iter().find(|(choice, _)| *choice == self).map_or("", |(_, word)| word)
    }
}

/// The colour scheme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system is.
    #[default]
    System,
    /// Light, whatever the system is.
    Light,
    /// Dark, whatever the system is.
    Dark,
}

impl Theme {
    /// Returns the value of the property `color-scheme` in CSS.
    pub fn color_scheme(self) -> &'static str {
        match self {
            Theme::System => "light dark",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

impl Setting for Theme {
    const KEY: &'static str = "trailglass:theme";
    const CHOICES: &'static [(Theme, &'static str)] =
        &[(Theme::System, "system"), (Theme::Light, "light"), (Theme::Dark, "dark")];
}

/// The user's choice of clock.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TimeChoice {
    /// Coordinated universal time, as in the logs.
    #[default]
    Utc,
    /// This computer's time zone.
    Local,
    /// Time since the first event that was read.
    Relative,
}

impl Setting for TimeChoice {
    const KEY: &'static str = "trailglass:times";
    const CHOICES: &'static [(TimeChoice, &'static str)] =
        &[(TimeChoice::Utc, "utc"), (TimeChoice::Local, "local"), (TimeChoice::Relative, "relative")];
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_choice_is_read_as_it_was_stored<T: Setting + std::fmt::Debug>() {
        for (choice, word) in T::CHOICES {
            assert_eq!(choice.word(), *word);
            assert_eq!(T::of_word(word), *choice);
        }
        assert_eq!(T::of_word("purple"), T::default());
    }

    #[test]
    fn settings_are_read_as_they_were_stored() {
        every_choice_is_read_as_it_was_stored::<Theme>();
        every_choice_is_read_as_it_was_stored::<TimeChoice>();
        assert_eq!(Theme::of_word("dark").color_scheme(), "dark");
    }
}
