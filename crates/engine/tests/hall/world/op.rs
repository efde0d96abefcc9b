//! What can be done at a counter and before it.

/// Something to do; numbers are taken modulo what there is.
#[derive(Clone, Debug)]
pub enum Op {
    Join(u8),
    Arrive {
        ago: i64,
        held: bool,
    },
    Book(i64),
    CheckIn(u32),
    Next(u8),
    /// The same call for the next person twice in one transaction.
    PressTwice(u8),
    Call(u32, u8),
    Recall(u32),
    Start(u32),
    Finish(u32),
    NoShow(u32),
    Return(u32, Place),
    Hold(u32),
    Resume(u32),
    KeepFor(u32, u8),
    Transfer(u32),
    Remove(u32),
    Leave(u32),
    Prioritise(u32, u8),
    Reserve(u32),
    Issue {
        number: u32,
        ago: i64,
    },
    Cap(u32),
    Pass(i64),
}

#[derive(Clone, Copy, Debug)]
pub enum Place {
    Front,
    Position(u32),
    End,
}
