//! Icons: Lucide's, inlined. Always beside a word, so hidden from screen readers.

use icondata_lu as lucide;
use leptos::prelude::*;

macro_rules! symbols {
    ($($(#[doc = $doc:literal])* $name:ident = $icon:ident),+ $(,)?) => {
        /// What an icon stands for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Symbol {
            $($(#[doc = $doc])* $name),+
        }

        impl Symbol {
            /// Every symbol, for the style guide.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            fn drawing(self) -> &'static str {
                match self {
                    $(Self::$name => lucide::$icon.data),+
                }
            }
        }
    };
}

symbols! {
    /// A time that passed.
    Alarm = LuAlarmClock,
    /// A picture.
    Picture = LuImage,
    /// Something attached.
    Attachment = LuPaperclip,
    /// Backwards.
    Back = LuChevronLeft,
    /// A block, or something not to be had.
    Ban = LuBan,
    /// A chart.
    Chart = LuChartColumn,
    /// Child sexual abuse.
    Child = LuBaby,
    /// Done, or possible.
    Check = LuCheck,
    /// A time to come.
    Clock = LuClock,
    /// Closing, or not possible.
    Cross = LuX,
    /// Copyright.
    Copyright = LuCopyright,
    /// Taking something along as a file.
    Download = LuDownload,
    /// Shown.
    Eye = LuEye,
    /// Not shown.
    EyeOff = LuEyeOff,
    /// A file.
    File = LuFile,
    /// A filter, or all of a list.
    Filter = LuListFilter,
    /// A report, or other illegal content.
    Flag = LuFlag,
    /// Onwards.
    Forward = LuChevronRight,
    /// An order of an authority, or a decision.
    Gavel = LuGavel,
    /// A site.
    Globe = LuGlobe,
    /// Home.
    House = LuHouse,
    /// A list of what came in.
    Inbox = LuInbox,
    /// Something to know.
    Info = LuInfo,
    /// A way in.
    Key = LuKeyRound,
    /// An authority.
    Landmark = LuLandmark,
    /// Joined with something.
    Link = LuLink,
    /// Restricted.
    Lock = LuLock,
    /// A letter.
    Mail = LuMail,
    /// Malware.
    Bug = LuBug,
    /// Fraud.
    Coins = LuCoins,
    /// A menu.
    Menu = LuMenu,
    /// An attack on a network.
    Network = LuNetwork,
    /// A note.
    Note = LuStickyNote,
    /// A clock that stands still.
    Pause = LuCirclePause,
    /// Several people.
    People = LuUsers,
    /// One person.
    Person = LuUser,
    /// Phishing.
    Phishing = LuFishSymbol,
    /// One more.
    Plus = LuPlus,
    /// Once more.
    Repeat = LuRefreshCw,
    /// A second look, an appeal.
    Scales = LuScale,
    /// Searching.
    Search = LuSearch,
    /// Sent.
    Send = LuSend,
    /// A server.
    Server = LuServer,
    /// A mitigation.
    Shield = LuShield,
    /// Settings.
    Sliders = LuSlidersHorizontal,
    /// Something said.
    Speech = LuMessageSquare,
    /// Two out of one.
    Split = LuSplit,
    /// Stop, or danger.
    Stop = LuOctagonAlert,
    /// A trademark.
    Tag = LuTag,
    /// Back to how it was.
    Undo = LuUndo2,
    /// Escalated.
    Up = LuCircleArrowUp,
    /// One of several to choose.
    UpDown = LuChevronsUpDown,
    /// Care is needed, or terrorism.
    Warning = LuTriangleAlert,
    /// A registration's contact.
    At = LuAtSign,
}

impl Symbol {
    /// The drawing as a URL for a stylesheet: black strokes, for a mask.
    pub(super) fn url(self) -> String {
        let lines = self.drawing().replace('\n', "").replace('"', "'");
        let image = format!(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke='#000' stroke-width='1.75' stroke-linecap='round' stroke-linejoin='round'>{lines}</svg>"
        );
        let image = image.replace('%', "%25").replace('#', "%23").replace('<', "%3C").replace('>', "%3E");
        format!("url(\"data:image/svg+xml,{image}\")")
    }
}

/// An icon beside a word.
#[component]
pub fn Icon(
    /// What it stands for.
    of: Symbol,
) -> impl IntoView {
    view! { <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" inner_html=of.drawing()></svg> }
}
