//! The suites every store adapter must pass: one function per rule, each given a fresh, empty store.
//!
//! An adapter writes one factory and one line:
//!
//! ```ignore
//! async fn store() -> (vq_ports::Stores, impl Sized) { … }   // the second value lives as long as the test
//! vq_ports::contract_suite!(store);
//! ```
//!
//! Architecture invariant: a rule knows the ports alone, never an adapter; it waits for events, never for time.

pub mod access;
pub mod accounts;
pub mod audit;
pub mod brandings;
pub mod consumers;
pub mod counters;
pub mod credentials;
pub mod deletion;
pub mod domains;
pub mod fixtures;
pub mod history;
pub mod idempotency;
pub mod invitations;
pub mod joins;
pub mod moves;
pub mod pages;
pub mod queues;
pub mod releases;
pub mod roles;
pub mod sample;
pub mod second_factors;
pub mod secrets;
pub mod sessions;
pub mod shared;
pub mod sign_ins;
pub mod tenants;

pub use tokio;

/// Makes one `#[tokio::test]` of each rule, with the stores that `$make` answers.
#[macro_export]
macro_rules! contract_suite {
    ($make:path) => {
        $crate::contract_suite!(@rules $make,
            access: [
                an_invite_code_is_its_queues_alone,
                no_more_use_an_invite_code_than_may,
                an_access_rule_is_its_tenants_alone,
                an_enqueue_key_is_its_tenants_alone,
                what_is_spent_is_spent_once,
            ],
            accounts: [
                an_account_is_found_by_email_and_id,
                an_email_is_taken_once,
                a_password_hash_can_be_replaced,
                a_platform_admin_is_noticed,
                people_are_their_realms_alone,
                a_person_is_updated_from_their_version,
                the_last_admin_of_a_realm_stays,
            ],
            audit: [
                an_entry_is_written_with_its_change,
                what_fails_or_changes_nothing_is_not_written_down,
                simultaneous_entries_make_one_chain,
                what_staff_did_is_written_in_the_transaction_of_the_line,
                chains_are_apart,
                entries_are_found_by_who_what_and_when,
                a_place_is_signed_once,
                what_was_kept_long_enough_is_replaced_by_an_anchor,
            ],
            credentials: [
                a_key_is_found_by_its_hash_and_listed_in_its_tenant,
                no_more_keys_and_providers_than_allowed,
                a_provider_is_its_tenants_alone,
                a_subject_is_one_account,
            ],
            consumers: [
                a_consumer_reads_every_record_in_order,
                a_step_is_done_once,
                of_simultaneous_steps_one_is_done,
                one_node_has_the_turn,
                what_a_consumer_has_not_read_is_not_forgotten,
                a_loss_is_written_down,
                tallies_add_up,
                events_of_a_session_are_read_in_order,
                a_deleted_queue_takes_its_offsets_along,
            ],
            brandings: [
                a_branding_is_read_as_written,
                a_branding_is_its_tenants_alone,
                a_branding_is_changed_from_its_version,
                simultaneous_changes_of_a_branding_do_not_overwrite_each_other,
                a_branding_goes_with_its_wearer,
            ],
            deletion: [
                a_deleted_queue_is_gone_with_all_it_had,
                a_deleted_tenant_is_gone_with_all_it_had,
                a_queue_can_be_made_anew_after_its_deletion,
                what_is_not_there_cannot_be_deleted,
            ],
            domains: [
                a_domain_is_read_as_written_and_is_its_tenants_alone,
                no_more_domains_than_allowed,
                a_domain_is_of_the_one_tenant_that_has_shown_it,
                links_begin_with_one_domain,
            ],
            counters: [
                a_seat_is_read_as_written,
                everybody_is_called_once_and_in_order,
                two_calls_at_once_get_two_people,
                a_number_is_in_use_once_over_the_days,
                somebody_arrives_once,
                a_range_of_numbers_is_nobody_elses,
                following_the_calls_gives_the_stored_line,
                a_counter_has_one_turn_over_all_its_lines,
                a_turn_tells_how_far_lines_had_come,
                a_turn_is_its_tenants_alone,
                a_counter_is_removed_only_at_the_turn_that_was_seen,
                a_counter_is_called_to_or_removed,
            ],
            fixtures: [
                a_fixture_is_read_as_written_and_is_its_tenants_alone,
                a_fixture_is_updated_from_its_version,
                a_location_goes_last,
                pages_of_fixtures_have_no_gaps_and_no_repeats,
                no_more_fixtures_than_allowed,
            ],
            history: [
                versions_have_no_gaps,
                applying_every_change_set_gives_the_stored_line,
                a_load_is_of_one_moment,
                a_commit_brings_along_what_was_missed,
                heads_tell_how_far_every_queue_has_come,
                change_sets_are_read_in_order_and_in_portions,
                forgotten_change_sets_are_gone_from_the_front_only,
                change_sets_are_kept_while_an_admission_of_then_may_be_good,
                what_changes_nothing_makes_no_version,
                a_draw_is_stored,
                an_unknown_queue_is_not_found,
            ],
            idempotency: [
                a_key_is_reserved_once,
                a_key_with_another_request_is_a_mismatch,
                an_answer_is_remembered,
                a_released_key_is_free,
                an_abandoned_reservation_is_free_after_a_minute,
                scopes_do_not_meet,
                old_answers_are_forgotten,
            ],
            invitations: [
                an_invitation_is_used_once,
                an_invitation_replaces_the_one_before,
                an_invitation_goes_with_who_gave_it,
                an_invitation_is_its_realms_alone,
                a_one_time_token_is_taken_once,
                no_more_people_than_allowed,
            ],
            joins: [
                joining_twice_gives_the_same_session,
                simultaneous_joins_of_one_person_make_one_session,
                tickets_are_unique_and_consecutive,
                a_batch_is_done_in_order,
                an_identifier_is_free_after_the_end,
                people_without_identifier_are_all_different,
                one_person_may_stand_in_two_queues,
                what_was_polled_once_is_done,
                all_that_was_said_about_a_session_is_kept,
            ],
            moves: [
                a_turn_is_claimed_once,
                a_claim_and_its_expiry_do_not_both_happen,
                ended_sessions_are_not_loaded,
                a_session_ends_once,
                an_annotation_is_kept,
                an_offer_is_extended_once,
                a_priority_is_kept,
            ],
            pages: [
                pages_of_tenants_have_no_gaps_and_no_repeats,
                pages_of_queues_have_no_gaps_and_no_repeats,
                pages_of_sessions_have_no_gaps_and_no_repeats,
                pages_go_on_while_rows_come_and_go,
                a_cursor_that_is_none_is_refused,
                a_cursor_of_another_tenant_reaches_nothing,
            ],
            queues: [
                a_queue_is_read_as_written,
                a_queue_is_its_tenants_alone,
                a_node_finds_a_queue_of_any_tenant,
                a_queue_needs_its_tenant,
                a_queue_is_updated_from_its_revision,
                simultaneous_updates_do_not_overwrite_each_other,
                no_more_queues_than_allowed,
            ],
            releases: [
                the_cap_holds_under_simultaneous_joins,
                the_cap_holds_under_simultaneous_releases,
                the_rate_holds,
                nobody_is_released_twice,
                an_old_lease_can_do_nothing,
                a_plan_made_before_a_reordering_is_refused,
                a_lease_is_held_by_one,
            ],
            roles: [
                a_role_is_its_tenants_alone,
                a_deleted_role_is_nobodys,
                a_policy_is_its_realms,
            ],
            second_factors: [
                a_second_factor_is_confirmed_once,
                a_step_works_once_and_none_before_it,
                a_recovery_code_works_once,
            ],
            secrets: [
                secrets_are_read_as_written,
                a_number_is_given_once_per_purpose,
                a_new_secret_retires_its_predecessors,
                a_secret_is_wrapped_in_place_of_what_stands_there,
                retired_secrets_are_forgotten,
            ],
            sessions: [
                a_session_is_found_by_id_and_ticket,
                a_session_is_its_tenants_alone,
                sessions_are_listed_newest_first,
                a_list_is_narrowed_by_queue_state_and_identifier,
            ],
            sign_ins: [
                a_refresh_token_is_exchanged_once,
                a_sign_in_has_more_tokens_while_it_lasts,
                an_expired_or_unknown_refresh_token_has_no_successor,
                a_revoked_sign_in_is_gone_and_known_as_revoked,
                sign_ins_are_listed_the_latest_used_first,
                holders_of_a_role_are_signed_out,
                what_is_over_is_forgotten,
            ],
            tenants: [
                a_tenant_is_read_as_written,
                a_domain_is_taken_once,
                a_tenant_is_updated_from_its_version,
                simultaneous_changes_of_a_tenant_do_not_overwrite_each_other,
                a_tenant_whose_log_is_held_is_not_deleted,
            ],
        );
    };
    (@rules $make:path, $($suite:ident: [$($rule:ident),+ $(,)?]),+ $(,)?) => {
        $($(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $rule() {
                let (stores, guard) = $make().await;
                $crate::contract::$suite::$rule(stores).await;
                drop(guard);
            }
        )+)+
    };
}
