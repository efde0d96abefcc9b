//! The draw at the opening: everybody who gathered before it gets a random place among them.
//!
//! The permutation follows from a published 32-byte seed alone (ChaCha20 keystream, Fisher–Yates with rejection of the
//! biased tail), so anybody can check it, and every node and every later version computes the same.

use rand::{Rng, SeedableRng, rngs::ChaCha20Rng};
use serde::{Deserialize, Serialize};
use vq_domain::{Place, Ticket};

/// What was drawn: the tickets `first .. first + count` share these same numbers as places, permuted by `seed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draw {
    /// The first ticket that took part.
    pub first: Ticket,
    /// How many tickets took part, those who have left meanwhile included.
    pub count: u32,
    /// The seed.
    pub seed: [u8; 32],
}

/// A draw ready for look-ups in both directions; 8 bytes a ticket.
#[derive(Clone, Debug)]
pub struct DrawnPlaces {
    first: u32,
    place_of: Vec<u32>,
    ticket_of: Vec<u32>,
}

impl DrawnPlaces {
    /// Computes the permutation.
    pub fn new(draw: &Draw) -> Self {
        let mut ticket_of: Vec<u32> = (0..draw.count).collect();
        let mut random = ChaCha20Rng::from_seed(draw.seed);
        for last in (1..draw.count).rev() {
            ticket_of.swap(last as usize, below(&mut random, last + 1) as usize);
        }
        let mut place_of = vec![0; ticket_of.len()];
        for (place, ticket) in ticket_of.iter().enumerate() {
            place_of[*ticket as usize] = place as u32;
        }
        Self { first: draw.first, place_of, ticket_of }
    }

    /// The place of a ticket that took part.
    pub fn place_of(&self, ticket: Ticket) -> Option<Place> {
        let offset = ticket.checked_sub(self.first)?;
        Some(self.first + self.place_of.get(offset as usize)?)
    }

    /// The ticket that got a place.
    pub fn ticket_of(&self, place: Place) -> Option<Ticket> {
        let offset = place.checked_sub(self.first)?;
        Some(self.first + self.ticket_of.get(offset as usize)?)
    }
}

/// A number below `bound`, each equally likely.
fn below(random: &mut ChaCha20Rng, bound: u32) -> u32 {
    let unbiased = u32::MAX - u32::MAX % bound;
    loop {
        let drawn = random.next_u32();
        if drawn < unbiased {
            return drawn % bound;
        }
    }
}
