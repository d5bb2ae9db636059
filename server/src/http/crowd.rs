//! How many of one household are here at once.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use super::brake::household;

/// Counts those who are here, by household.
#[derive(Clone, Debug)]
pub struct Crowd {
    most: u32,
    counts: Arc<Mutex<HashMap<IpAddr, u32>>>,
}

/// One who is counted until dropped.
#[derive(Debug)]
pub struct Guest {
    crowd: Crowd,
    home: IpAddr,
}

impl Crowd {
    /// Nobody yet; at most so many of one household.
    #[must_use]
    pub fn of(most: u32) -> Self {
        Self { most, counts: Arc::default() }
    }

    /// Counts one more; nothing where there are too many.
    #[must_use]
    pub fn admit(&self, address: IpAddr) -> Option<Guest> {
        let home = household(address);
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(home).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Guest { crowd: self.clone(), home })
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let mut counts = self.crowd.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Entry::Occupied(mut count) = counts.entry(self.home) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_household_cannot_take_every_place() {
        let crowd = Crowd::of(3);
        let guest = |address: [u8; 4]| crowd.admit(address.into());
        let mut inside: Vec<_> = (0..3).map(|_| guest([192, 0, 2, 1])).collect();
        assert!(inside.iter().all(Option::is_some));
        assert!(guest([192, 0, 2, 1]).is_none() && guest([192, 0, 2, 2]).is_some());
        inside.pop();
        assert!(guest([192, 0, 2, 1]).is_some());
        drop(inside);
        assert!(crowd.counts.lock().unwrap().is_empty());
    }
}
