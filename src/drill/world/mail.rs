//! The account's mail: its quota, its standing, and the request to leave the sandbox.

/// What SES knows of the account. How much was sent is in the metrics.
pub struct Mail {
    /// Out of the sandbox.
    pub production: bool,
    pub sending: bool,
    /// `HEALTHY`, `PROBATION` or `SHUTDOWN`.
    pub enforcement: &'static str,
    pub quota: f64,
    pub per_second: f64,
    /// Sent in the last 24 hours and not in the metrics: CloudWatch is late.
    pub unpublished: f64,
    pub details: Option<Details>,
    pub review: Option<Review>,
}

/// What the team told AWS about its mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    pub mail_type: String,
    pub website: String,
    pub language: Option<String>,
    pub use_case: Option<String>,
    pub contacts: Vec<String>,
}

/// The state of the last request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// `PENDING`, `GRANTED`, `DENIED` or `FAILED`.
    pub status: &'static str,
    pub case: String,
}

/// A request is refused while another one is open.
#[derive(Debug, PartialEq, Eq)]
pub struct ReviewOpen;

impl Mail {
    /// Replaces the details and opens a review. There is no way back.
    pub fn request(&mut self, details: Details) -> Result<(), ReviewOpen> {
        if self.review.as_ref().is_some_and(|review| review.status == "PENDING") {
            return Err(ReviewOpen);
        }
        self.details = Some(details);
        self.review = Some(Review { status: "PENDING", case: "case-drill-2026-1".to_owned() });
        Ok(())
    }
}
