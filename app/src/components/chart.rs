//! Small charts, drawn with SVG attributes.

use std::fmt::Write;

use leptos::prelude::*;

const BAR: f64 = 40.0;
const HEIGHT: f64 = 90.0;

/// Counts over time as bars; the last is the present. The dashed line is what is usual.
#[component]
pub fn Bars(
    /// The counts, oldest first.
    of: Vec<u64>,
    /// What is usual.
    usual: u64,
    /// The chart in words, for those who do not see it.
    #[prop(into)]
    label: String,
    /// Words under the axis, from its start to its end.
    axis: Vec<String>,
    /// What to see in it.
    #[prop(into)]
    caption: String,
) -> impl IntoView {
    let most = of.iter().copied().chain([usual, 1]).max().unwrap_or(1);
    let high = move |count: u64| (HEIGHT - 8.0) * count as f64 / most as f64;
    let width = BAR * of.len() as f64;
    let last = of.len().saturating_sub(1);
    let bars = of.into_iter().enumerate().map(move |(at, count)| bar(at, high(count), at == last));
    let usual = format!("M0 {:.1}H{width}", HEIGHT - high(usual) + 0.5);
    let axis = axis.into_iter().map(|word| view! { <span>{word}</span> });
    view! {
        <figure class="chart">
            <svg viewBox=format!("0 0 {width} 91") role="img" aria-label=label>
                <path class="rule" d=format!("M0 90.5H{width}")></path>
                {bars.collect_view()}
                <path class="usual" d=usual></path>
            </svg>
            <p class="axis" aria-hidden="true">{axis.collect_view()}</p>
            <figcaption>{caption}</figcaption>
        </figure>
    }
}

fn bar(at: usize, height: f64, is_now: bool) -> impl IntoView {
    let class = if is_now { "bar now" } else { "bar" };
    let x = format!("{:.1}", at as f64 * BAR + 7.5);
    let (y, height) = (format!("{:.1}", HEIGHT - height), format!("{height:.1}"));
    view! { <rect class=class x=x y=y width="25" height=height rx="2"></rect> }
}

/// A few counts as a line in a row.
#[component]
pub fn Spark(
    /// The counts, oldest first.
    of: Vec<u64>,
    /// The line in words, for those who do not see it.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    let (path, end) = spark(&of);
    view! {
        <svg class="spark" viewBox="0 0 80 20" role="img" aria-label=label>
            <path d=path></path>
            {end.map(|(x, y)| view! { <circle cx=format!("{x:.1}") cy=format!("{y:.1}") r="2"></circle> })}
        </svg>
    }
}

/// The line and its end.
fn spark(of: &[u64]) -> (String, Option<(f64, f64)>) {
    let most = of.iter().copied().max().unwrap_or_default().max(1) as f64;
    let step = 76.0 / of.len().saturating_sub(1).max(1) as f64;
    let point = |(at, count): (usize, &u64)| (2.0 + at as f64 * step, 18.0 - 16.0 * *count as f64 / most);
    let points: Vec<(f64, f64)> = of.iter().enumerate().map(point).collect();
    let mut path = String::new();
    for (at, (x, y)) in points.iter().enumerate() {
        // Writing to a string cannot fail.
        let _ = write!(path, "{}{x:.1} {y:.1}", if at == 0 { 'M' } else { 'L' });
    }
    (path, points.last().copied())
}
