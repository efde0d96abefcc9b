//! Which tests hold for one set-up alone, and why. Everything else runs in all.

use std::{collections::BTreeSet, fs, path::Path};

/// Test and reason.
const ONLY: &[(&str, &str)] = &[
    (
        "audit::the_chain_of_a_day_is_whole_and_signed",
        "looks into the store; the contract suite does for both",
    ),
    (
        "audit::the_command_line_finds_what_was_done_to_the_log",
        "runs the command line on a database of its own",
    ),
    ("branding::a_change_is_seen_on_the_wait_page", "other processes see a change some seconds later"),
    (
        "branding::a_logo_is_what_its_bytes_are_and_served_as_nothing_else",
        "other processes see a change some seconds later",
    ),
    (
        "branding::a_queue_wears_its_own_over_the_tenants_until_it_is_taken_off",
        "other processes see a change some seconds later",
    ),
    (
        "branding::a_stale_change_is_refused_and_a_draft_changes_nothing",
        "other processes see a change some seconds later",
    ),
    (
        "branding::unreadable_colours_are_refused_with_their_ratio",
        "other processes see a change some seconds later",
    ),
    ("branding::who_may_look_may_not_dress", "other processes see a change some seconds later"),
    (
        "access::a_code_outlives_a_caller_who_hangs_up",
        "over a network an answer may be under way already when its caller hangs up",
    ),
    ("access::a_rush_from_one_address_pays_more", "counts what one address does in a minute"),
    ("access::an_address_is_blocked_or_passes", "other processes hear of it a moment later"),
    ("access::what_a_deleted_tenant_left_in_redis_is_removed_and_told", "looks into Redis"),
    ("access::one_address_joins_so_often_on_all_ways_together", "counts what one address does in a minute"),
    ("command_line::a_first_administrator_that_cannot_be_is_told_by_its_setting", "runs the command line"),
    ("command_line::a_gate_wants_ids", "runs the command line"),
    ("command_line::a_master_key_that_is_missing_is_not_replaced", "runs the command line"),
    ("command_line::a_mistyped_folder_is_not_made", "runs the command line"),
    ("command_line::a_verification_ends_with_its_verdict", "runs the command line"),
    ("command_line::a_signing_key_that_somebody_else_wrote_is_told_of_and_not_used", "runs the command line"),
    ("command_line::signing_keys_of_an_earlier_version_are_wrapped_when_told", "runs the command line"),
    (
        "command_line::the_bare_address_leads_a_browser_to_the_dashboard",
        "the separate gateway has no pages of its own",
    ),
    (
        "walk_in::a_kiosk_puts_nobody_before_those_who_came_before_its_numbers_were_reserved",
        "moves the clock",
    ),
    ("walk_in::the_board_does_not_name_what_is_not_public", "moves the clock"),
    ("deploy::every_file_routes_as_the_table_does", "is about files"),
    ("deploy::kong_is_told_what_it_should_be", "is about a file"),
    ("domains::a_domain_is_shown_to_be_a_tenants_by_its_token", "asks servers of its own"),
    ("domains::mails_of_accounts_lead_to_the_platforms_own_address", "reads the mails of one process"),
    ("domains::nobody_within_our_own_walls_is_called", "asks servers of its own"),
    ("domains::the_platforms_own_host_is_nobodys", "has an address of its own"),
    ("edges::a_crowd_passes_envoy", "is about one edge"),
    ("edges::a_crowd_passes_nginx", "is about one edge"),
    ("edges::a_crowd_passes_the_gateway", "is about one edge"),
    ("edges::the_gateway_shows_the_whole_and_how_its_upstreams_are", "is about one edge"),
    ("headers::every_page_has_its_headers", "is about each process by itself"),
    (
        "input::nobody_is_sent_here_before_the_doors_are_open",
        "the other set-ups are ready when they are used",
    ),
    (
        "isolation::the_queues_of_a_suspended_tenant_hold_until_it_is_resumed",
        "other processes hear of it a moment later",
    ),
    ("leaks::no_secret_is_in_debug", "is about types"),
    ("leaks::nothing_planted_is_in_the_database_or_in_redis", "is about one kind of store"),
    ("leaks::nothing_planted_is_in_the_files_or_the_log", "is about one kind of store"),
    ("limits::every_limit_is_named_by_who_goes_over_it", "makes the same mistakes wherever it is asked"),
    ("limits::rates_are_named_too", "has limits of its own"),
    ("limits::the_documentation_has_every_limit", "is about a page"),
    ("logs::a_line_for_machines_names_request_and_trace", "is about each process by itself"),
    ("logs::a_line_for_people_names_them_too", "is about each process by itself"),
    ("metrics::every_documented_metric_is_there", "is about each process by itself"),
    ("metrics::metrics_move", "is about each process by itself"),
    ("only::every_other_test_runs_in_every_set_up", "is about the tests"),
    ("openapi::the_api_is_the_one_in_the_docs", "what is in the docs comes from it"),
    ("openapi::every_parameter_of_a_path_is_told", "is about the document"),
    ("openapi::every_operation_has_a_name_of_its_own", "is about the document"),
    ("protection::old_sessions_lose_their_owner_as_their_queue_says", "sets the clock"),
    ("queues::a_schedule_is_tried_out_before_a_queue_follows_it", "sets the clock"),
    (
        "restart::everybody_is_still_there",
        "stops all there is; nodes that go one by one are drilled in crates/drill",
    ),
    ("restart::what_a_caller_began_is_finished_first", "stops all there is"),
    ("rights::a_suspended_tenant_is_closed_to_its_own_people", "other processes hear of it a moment later"),
    ("rights::each_permission_is_missed", "asks the extractors, which are the same everywhere"),
    ("rights::each_role_may_what_it_says", "ends the sessions of whoever runs the other tests"),
    ("rights::the_table_is_complete", "is about the document"),
    ("rotation::rotating_keys_under_load_throws_nobody_out", "sets the clock forward"),
    ("routes::a_token_is_looked_at_where_the_table_says_so", "is about the services, not the way to them"),
    ("routes::every_path_of_a_service_is_in_the_table", "is about each service by itself"),
    ("routes::the_parts_of_the_document_make_the_whole", "is about each service by itself"),
    ("tls::a_certificate_is_replaced_without_a_restart", "is about each process by itself"),
    (
        "tokens::rotating_keys_throws_nobody_out",
        "counts the keys of a deployment in which nobody else rotates them",
    ),
    ("traces::a_collector_sees_the_span_of_a_request_and_its_parent", "is about each process by itself"),
    ("traces::traces_that_begin_here_are_told_by_the_ratio", "is about each process by itself"),
    ("walk_in::a_call_that_is_refused_finishes_nobody", "sets the clock"),
    ("walk_in::a_call_that_is_said_again_finishes_whom_the_first_could_not", "sets the clock"),
    ("walk_in::a_counter_is_removed_only_while_nobody_is_called_to_it", "sets the clock"),
    ("walk_in::a_kiosk_goes_on_without_the_server", "sets the clock"),
    ("walk_in::a_line_takes_nobody_who_would_not_be_served_before_closing_time", "sets the clock"),
    ("walk_in::a_locations_day", "sets the clock"),
    ("walk_in::a_recall_to_another_counter_is_as_a_call_to_it", "sets the clock"),
    ("walk_in::a_reserved_number_is_on_one_ticket_however_it_is_written", "sets the clock"),
    ("walk_in::a_transfer_keeps_the_arrival_and_the_phone_follows", "sets the clock"),
    ("walk_in::a_transfer_takes_along_what_is_still_to_come", "sets the clock"),
    ("walk_in::a_transfer_that_was_cut_off_is_completed_when_it_is_said_again", "sets the clock"),
    ("walk_in::eight_counters_call_at_once", "sets the clock"),
    (
        "walk_in::kiosks_leave_numbers_to_each_other_and_get_others_for_those_given_up",
        "sets the clock forward",
    ),
    ("walk_in::no_numbers_are_reserved_for_a_line_that_is_full", "sets the clock"),
    ("walk_in::somebody_who_booked_stands_where_the_appointment_puts_them", "sets the clock"),
    ("walk_in::what_does_not_fit_is_refused_at_its_field", "sets the clock"),
    ("walk_in::what_is_to_come_of_a_visit_is_theirs_until_they_are_sent", "sets the clock"),
    ("walk_in::who_does_not_take_an_offered_turn_in_time_loses_what_was_to_come_after_it", "sets the clock"),
    ("walk_in::who_is_done_by_the_call_of_the_next_goes_on_with_their_visit", "sets the clock"),
    ("walk_in::who_is_let_back_in_after_a_transfer_that_failed_can_be_sent_again", "sets the clock"),
    ("walk_in::who_is_out_of_a_line_loses_what_was_to_come_after_it", "sets the clock"),
    ("walk_in::who_is_sent_to_two_services_at_once_goes_to_one", "sets the clock"),
];

#[test]
fn every_other_test_runs_in_every_set_up() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/http");
    let mut found = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("the tests") {
        let file = entry.expect("a file").path();
        let module = file.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&file).expect("text");
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            // Those that the macro makes are indented.
            if line.starts_with("#[tokio::test") || line == "#[test]" {
                let name = lines.find_map(|line| line.split("fn ").nth(1)?.split('(').next());
                found.insert(format!("{module}::{}", name.expect("a test")));
            }
        }
    }
    let listed: BTreeSet<_> = ONLY.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(found, listed);
}
