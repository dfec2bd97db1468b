//! `lambda.alias`, `lambda.versions`, `lambda.compare`.

use crate::facts;
use crate::text::Clean;
use crate::time::Utc;
use crate::world::{Table, Version};

facts! {
    /// GetAlias: <https://docs.aws.amazon.com/lambda/latest/api/API_GetAlias.html>.
    LambdaAlias {
        /// The alias's name
        name: Clean,
        /// The version it points to
        version: Version,
        /// Part of the traffic goes to another version
        weighted: bool,
        /// Which other versions get how much: `43: 50 %, 42: 10 %`, or `none`
        weights: Clean,
        /// The version that gets all of the traffic; absent while it is weighted
        sole: Version,
        /// The newest of the versions that get some of the traffic
        newest: Version,
        /// The alias's description; absent when it has none
        description: Clean,
        /// Changes with every change of the alias; a promotion carries it
        revision: Clean,
    }
}

facts! {
    /// ListVersionsByFunction, without `$LATEST`.
    LambdaVersions {
        /// How many versions are published
        count: i64,
        /// The highest version number
        newest: Version,
        /// version, published, size, description; newest first. With `deploys`, version is followed by deploy log
        list: Table,
    }
}

facts! {
    /// GetFunctionConfiguration of two versions, held against each other.
    LambdaCompare {
        /// The version exists in Lambda
        exists: bool,
        /// When it was published
        published: Utc,
        /// Size of its code: `4.6 MB`
        size: Clean,
        /// Its description; absent when it has none
        description: Clean,
        /// What differs: code, size, runtime, architecture, memory, timeout, handler, role, layers, environment variables by name (never their values)
        differs: Vec<Clean>,
    }
}
