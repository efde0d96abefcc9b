// Made by scripts/generate.mjs from docs/openapi.json; do not edit.
/* biome-ignore-all lint: generated */
export interface paths {
    "/.well-known/jwks.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The public keys of admission tokens (RFC 7517) */
        get: operations["verifiers_jwks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/.well-known/vq-revoked.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Admissions to a queue that were taken back before their time
         * @description `{"version":2,"revoked":[{"exp":…,"sub":["…"]}],"cursor":"…","more":false}`: sessions whose tokens must not pass, until `exp`
         *     (seconds). Read on with `since` = `cursor` while `more` is true, keep what was read until its `exp`, and come back with the last
         *     cursor for what was added. A part is made once a second for all who ask; unchanged it is 304 to `If-None-Match`.
         */
        get: operations["verifiers_revoked"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Is the process alive? */
        get: operations["operations_live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Should it be sent requests? Every module has started, it is not about to stop, and the store answers. */
        get: operations["operations_ready_now"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/browser/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs a page in; the refresh token goes into an `HttpOnly` cookie. */
        post: operations["auth_sign_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/browser/login/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs a page in with the second factor. Where there is none yet, `/v1/auth/login/enrolment` gives a secret before. */
        post: operations["auth_sign_in_second_step"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/browser/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs a page out and takes its cookie away. */
        post: operations["auth_sign_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/browser/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives a page that is signed in a new access token. A cookie that was used ends the sign-in, but for the ten seconds in
         *     which a page may have been reloaded.
         */
        post: operations["auth_renew"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/browser/sso/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Signs a page in with the code of the last redirect of single sign-on, which works once, for a minute, and in the browser
         *     that it was handed over to.
         */
        post: operations["auth_complete_in_browser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/email-verification": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a mail to one's own address, to show that it is. */
        post: operations["auth_ask_for_verification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/email-verification/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Shows with the token of a mail that its address is one's own. */
        post: operations["auth_verify"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/invitations/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Accepts an invitation: makes the account. */
        post: operations["auth_accept"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/invitations/look-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** What an invitation is for, by the token of the mail. */
        post: operations["auth_look_up"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs in with e-mail and password. */
        post: operations["auth_login"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/login/enrolment": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A secret for somebody whose role demands a second factor that they do not have yet. */
        post: operations["auth_enrol"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/login/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs in with the second factor. */
        post: operations["auth_second_step"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs out: no token of this sign-in works any more, on every node within seconds. */
        post: operations["auth_logout"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is signed in, and what they may do. */
        get: operations["auth_me"];
        /** Changes one's own name or language. */
        put: operations["auth_change_me"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes one's own password, e.g. the one-time password of the first start. One's other sessions end. */
        put: operations["auth_change_password"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/password-reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a mail with a link to another password, if there is an account of this address. The answer does not tell. */
        post: operations["auth_ask_for_reset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/password-reset/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sets another password with the token of a mail. All sessions end. */
        post: operations["auth_reset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Exchanges a refresh token for new tokens. Each works once; using one twice ends the sign-in it comes from. */
        post: operations["auth_refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether one has a second factor. */
        get: operations["auth_read"];
        put?: never;
        /** Begins to set up a second factor. It holds once its first code was sent to `/v1/auth/second-factor/confirm`. */
        post: operations["auth_start"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/second-factor/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirms the second factor by its first code. */
        post: operations["auth_confirm"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/second-factor/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Does without a second factor from now on. */
        post: operations["auth_disable"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/second-factor/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Other recovery codes; those before are void. */
        post: operations["auth_renew_codes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where one is signed in. */
        get: operations["auth_list_sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/sessions/{signInId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends a sign-in of one's own, on every node within seconds. */
        delete: operations["auth_end_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/sessions/revoke-others": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ends all sign-ins of one's own but this one. */
        post: operations["auth_end_other_sessions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/sso/{providerId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Sends a browser to a provider of identities. */
        get: operations["auth_begin"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/sso/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where a provider sends a browser back to. Goes on to `returnTo#sso=<code>`, or to `returnTo#sso_error=<error code>`;
         *     `confirmation_required` if there is an account with a password of that address: whoever signs in with it in this browser within
         *     ten minutes is known by the provider from then on.
         */
        get: operations["auth_callback"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/auth/sso/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs in with the code of the last redirect, which works once, for a minute. */
        post: operations["auth_complete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/keys/{purpose}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a new signing key
         * @description `purpose` is `admission`, `session`, `access`, `seal` or `audit`. What older keys signed stays valid while keys overlap.
         */
        post: operations["operations_rotate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/kiosks/{kioskId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who am I, and what is offered here? */
        get: operations["kiosks_kiosk_self"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/kiosks/{kioskId}/reconciliation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Tickets that were handed out without the server
         * @description Each gets the place of the time it was taken at. Sent again, nothing happens twice.
         */
        post: operations["kiosks_kiosk_reconciliation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/kiosks/{kioskId}/reservations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Numbers in advance, for times without the server */
        post: operations["kiosks_kiosk_reservation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/kiosks/{kioskId}/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A ticket */
        post: operations["kiosks_kiosk_ticket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/locations/{locationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A location and what is offered there, for phones and kiosks */
        get: operations["visitors_public_location"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/locations/{locationId}/board": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The board of a location: who was called, the last first */
        get: operations["visitors_board"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/locations/{locationId}/board/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The board as it changes, as server-sent events
         * @description Events: `call` (to be announced; each call and recall once, in order, with a `sequence` that grows), `board` (the whole
         *     board), `resync` (calls between are too old to be announced). Goes on after `Last-Event-ID`.
         */
        get: operations["visitors_board_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who did what on the platform as a whole, the newest first */
        get: operations["audit_list_platform_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/audit/checkpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Signed checkpoints of the platform's own chain, in order */
        get: operations["audit_list_platform_audit_checkpoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Invitations to the platform, in the order of their creation. */
        get: operations["people_list_platform_invitations"];
        put?: never;
        /** Invites somebody by mail, in place of an invitation they may have. */
        post: operations["people_invite_to_platform"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/invitations/{invitationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes an invitation back. */
        delete: operations["people_revoke_platform_invitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The people of the platform, in the order of their creation. */
        get: operations["people_list_platform_people"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/people/{accountId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Somebody of the platform. */
        get: operations["people_read_platform_person"];
        /** Changes somebody. With other roles, or disabled, they are signed out everywhere within seconds. */
        put: operations["people_change_platform_person"];
        post?: never;
        /** Removes somebody with all that is theirs, their API keys included. */
        delete: operations["people_delete_platform_person"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/people/{accountId}/reset-second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes the second factor of somebody away who has lost it. They are signed out everywhere. */
        post: operations["people_reset_second_factor_of_platform_person"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/people/{accountId}/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs somebody out everywhere. */
        post: operations["people_sign_out_platform_person"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/platform/sign-in-policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is demanded of the platform's people when they sign in. */
        get: operations["people_read_platform_policy"];
        /** Demands something else of the platform's people. */
        put: operations["people_change_platform_policy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/protection/rewrap": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Wrap all data keys and signing keys with the current master key
         * @description Afterwards the master keys before it are superfluous.
         */
        post: operations["operations_rewrap_data_keys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/protection/rotations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far rotations of data keys have come */
        get: operations["operations_list_key_rotations"];
        put?: never;
        /** Make new data keys, and seal all personal data again under them, in the background */
        post: operations["operations_rotate_data_keys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queues/{queueId}/challenge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a challenge
         * @description For queues that ask strangers for a proof of work (`joinRules.proofOfWork`). Solve it and join with `proofOfWork`. It is good
         *     for one place, in this queue, from the network that asked, for five minutes; and harder while many ask.
         */
        post: operations["visitors_give"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queues/{queueId}/frame": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The queue as everybody may see it, for clients that compute their own place
         * @description Cacheable for a second. A queue that is not public shows it only to who has a place in it (the session token, as bearer or
         *     cookie) or the permission `queue:read`. `priorities[].counts[i]` is how many wait at the places `(firstBlock + i) * blockSize` up to the
         *     next block. A client's position is about: everybody in higher priorities, plus the blocks before its own, plus its share
         *     of its own block. Its wait is `ln(1 + leaveRate * position / throughput) / leaveRate` seconds (or `position / throughput`
         *     when nobody leaves), times `p50Factor` or `p90Factor`.
         */
        get: operations["visitors_frame"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/queues/{queueId}/recover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a place over with its code */
        post: operations["visitors_recover"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/current": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Where do I stand? */
        get: operations["visitors_get"];
        put?: never;
        post?: never;
        /** Leave the line, or give the offered turn back */
        delete: operations["visitors_leave"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/current/claim": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take the offered turn
         * @description Answers the admission token; again while inside, a fresh one. A browser that came with a cookie gets it as a cookie, too.
         */
        post: operations["visitors_claim"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/current/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * I am done: give the slot to the next
         * @description Who still waits keeps the place and gets 409 `not_your_turn`; DELETE leaves the line.
         */
        post: operations["visitors_complete"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/current/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * My session as it changes, as server-sent events
         * @description Events: `user_position_changed` (a session), `queue_updated`, `notification`, and `resubscribe` when the stream ends for
         *     reasons of ours.
         */
        get: operations["visitors_events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/current/extend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** One more claim window (once), or more time inside with a fresh admission */
        post: operations["visitors_extend"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/sessions/current/recovery": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The code, and the link as QR code, with which this place can be taken along to another device */
        get: operations["visitors_code"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All tenants in the order of their creation. */
        get: operations["tenants_list_tenants"];
        put?: never;
        /** Creates a tenant with its defaults. */
        post: operations["tenants_create_tenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One tenant. */
        get: operations["tenants_read_tenant"];
        /** Changes a tenant. Limits only by the platform's own people; status through suspend and resume. */
        put: operations["tenants_change_tenant"];
        post?: never;
        /**
         * Stops the tenant's queues and removes it with all that belongs to it. It vanishes at once; what is left of large queues goes
         *     in the background: see `GET /v1/tenants/{tenantId}/deletion`.
         */
        delete: operations["tenants_delete_tenant"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/access-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The block and allow lists in the order of their creation */
        get: operations["access_list_rules"];
        put?: never;
        /**
         * Put somebody on a list
         * @description In force on every node within two seconds. Of several networks around an address the narrowest decides. An identifier on
         *     the allow list helps only those who prove it by an enqueue token.
         */
        post: operations["access_create_rule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/access-rules/{ruleId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take somebody off a list */
        delete: operations["access_remove_rule"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/analytics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened in all queues of a tenant together */
        get: operations["analytics_of_tenant"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tenant's keys in the order of their creation. */
        get: operations["people_list_keys"];
        put?: never;
        /** Makes a key. */
        post: operations["people_create_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/api-keys/{keyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revokes a key: it is refused on every node within seconds. */
        delete: operations["people_revoke_key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who did what in the tenant, the newest first
         * @description Every change by a person or an API key, and every export of data. What visitors do themselves stands in the history of
         *     their sessions.
         */
        get: operations["audit_list_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/audit/{sequence}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One entry */
        get: operations["audit_get_audit_entry"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/audit/checkpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Signed checkpoints of the tenant's chain, in order
         * @description Kept elsewhere, one shows that nothing before it was changed or cut off: `vqueue audit verify --checkpoint`.
         */
        get: operations["audit_list_audit_checkpoints"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All entries as a file
         * @description As JSON Lines or CSV, the newest first; narrowed as the list is. The export is an entry of the log itself.
         */
        get: operations["audit_export_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/audit/reports/{report}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A report, as a page to print or a PDF
         * @description `access-review`: who may do what. `permission-changes`: how that came about. `data-access`: exports and erasures.
         *     `key-rotations`. `fairness`: who was passed by whom in a queue (`queueId`), and every bypass with who and why. Making one
         *     is an entry of the log itself.
         */
        get: operations["audit_make_audit_report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/audit/retention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How long the log is kept */
        get: operations["audit_read_audit_retention"];
        /**
         * Say how long the log is kept, or hold it
         * @description While it is held nothing is removed, however old it is. What keeps more holds at once. What keeps less, fewer days or the hold
         *     lifted, needs a `reason`, is for people and not for API keys, and takes effect after 7 days; until then it is `pending`, and
         *     saying again what holds withdraws it. Each change is told in the platform's log, too.
         */
        put: operations["audit_change_audit_retention"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/branding": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the pages of the tenant are dressed */
        get: operations["branding_read_tenant_branding"];
        /**
         * Dress the pages of the tenant
         * @description Text that cannot be read on the background (less than 4.5:1) is refused; the message tells the ratio.
         */
        put: operations["branding_change_tenant_branding"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/branding/logo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set the logo
         * @description The body is a PNG, JPEG or WebP file of at most 256 KiB.
         */
        put: operations["branding_set_tenant_logo"];
        post?: never;
        /** Remove the logo */
        delete: operations["branding_remove_tenant_logo"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/branding/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * See a draft of it
         * @description Nothing is stored. The stylesheet is for a preview of the pages: post it to `/preview/room`, `/kiosk` or `/board`.
         */
        post: operations["branding_preview_tenant_branding"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/counters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tenant's counters, in the order of their creation */
        get: operations["counters_list_counters"];
        put?: never;
        /** Set a counter up */
        post: operations["counters_create_counter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/counters/{counterId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One counter, and who is there */
        get: operations["counters_get_counter"];
        /** Change a counter */
        put: operations["counters_update_counter"];
        post?: never;
        /** Remove a counter at which nobody is */
        delete: operations["counters_delete_counter"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/counters/{counterId}/call-next": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Call the next person
         * @description `current` is whom the caller sees at the counter: they are finished, unless `maxServed` leaves room for another. If
         *     somebody else is there by now, as after a key pressed twice, nothing changes. `outcome` tells which.
         */
        post: operations["counters_call_next"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/counters/{counterId}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Nobody works at this counter for now; whom it serves stays there */
        post: operations["counters_close_counter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/counters/{counterId}/open": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** I work at this counter now */
        post: operations["counters_open_counter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/deletion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What became of a tenant that was deleted: how many rows of each table were removed, and whether anything is left of it. */
        get: operations["tenants_read_deletion"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/domains": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The domains under which the tenant's pages are reached. */
        get: operations["tenants_list_domains"];
        put?: never;
        /**
         * Register a domain
         * @description Nothing follows from it until it is shown to be the tenant's: put `token` at `httpUrl` or into a TXT record at `dnsName`, and
         *     call `…/verify`.
         */
        post: operations["tenants_create_domain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/domains/{domainId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a domain: the tenant's pages do not appear there any more. Links and codes that begin with it lead nowhere. */
        delete: operations["tenants_delete_domain"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/domains/{domainId}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a domain the tenant's by the word of the platform's own people: nothing is looked at. */
        post: operations["tenants_approve_domain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/domains/{domainId}/primary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin the tenant's links and QR codes with this domain from now on
         * @description Needs all that an admin has; no API key does it.
         */
        post: operations["tenants_primary_domain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/domains/{domainId}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look whether a domain has the token, and if so make it the tenant's
         * @description Calls the domain's web server and asks the DNS; takes some seconds. At most ten times a minute. Needs all that an admin has;
         *     no API key does it.
         */
        post: operations["tenants_verify_domain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/enqueue-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The keys with which the tenant's shop signs enqueue tokens */
        get: operations["access_list_keys"];
        put?: never;
        /**
         * Make a key for enqueue tokens
         * @description `HS256`: a secret is made, and shown once. `EdDSA`: the public half of the shop's own Ed25519 key is kept, and nobody but the
         *     shop can sign.
         */
        post: operations["access_create_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/enqueue-keys/{enqueueKeyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Remove a key: tokens that it signed are refused from now on */
        delete: operations["access_remove_key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/identity-providers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tenant's providers of identities. */
        get: operations["people_list_providers"];
        put?: never;
        /** Sets up a provider of identities. */
        post: operations["people_create_provider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/identity-providers/{providerId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One provider of identities. */
        get: operations["people_read_provider"];
        /** Sets up a provider of identities anew. */
        put: operations["people_change_provider"];
        post?: never;
        /** Removes a provider of identities. The accounts of those who came with it stay. */
        delete: operations["people_delete_provider"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Invitations to the tenant, in the order of their creation. */
        get: operations["people_list_invitations"];
        put?: never;
        /** Invites somebody by mail, in place of an invitation they may have. */
        post: operations["people_invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/invitations/{invitationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Takes an invitation back. */
        delete: operations["people_revoke_invitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/kiosks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tenant's kiosks, in the order of their registration */
        get: operations["kiosks_list_kiosks"];
        put?: never;
        /** Register a kiosk; its token is shown this once */
        post: operations["kiosks_create_kiosk"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/kiosks/{kioskId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One kiosk */
        get: operations["kiosks_get_kiosk"];
        /** Change a kiosk, or take it out of service */
        put: operations["kiosks_update_kiosk"];
        post?: never;
        /** Remove a kiosk; its token is good for nothing from then on */
        delete: operations["kiosks_delete_kiosk"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/kiosks/{kioskId}/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a kiosk another token, shown this once; the old one is good for nothing from then on */
        post: operations["kiosks_renew_kiosk_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/locations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tenant's locations, in the order of their creation */
        get: operations["locations_list_locations"];
        put?: never;
        /** Set a location up */
        post: operations["locations_create_location"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/locations/{locationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One location, with what is offered there */
        get: operations["locations_get_location"];
        /** Change a location; its services follow its hours */
        put: operations["locations_update_location"];
        post?: never;
        /** Remove a location that nothing belongs to any more */
        delete: operations["locations_delete_location"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The people of the tenant, in the order of their creation. */
        get: operations["people_list_people"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/people/{accountId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Somebody of the tenant. */
        get: operations["people_read_person"];
        /** Changes somebody. With other roles, or disabled, they are signed out everywhere within seconds. */
        put: operations["people_change_person"];
        post?: never;
        /** Removes somebody with all that is theirs, their API keys included. */
        delete: operations["people_delete_person"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/people/{accountId}/reset-second-factor": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes the second factor of somebody away who has lost it. They are signed out everywhere. */
        post: operations["people_reset_second_factor"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/people/{accountId}/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs somebody out everywhere. */
        post: operations["people_sign_out_person"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/queues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tenant's queues, in the order of their creation */
        get: operations["queues_list"];
        put?: never;
        /**
         * Create a queue
         * @description Without a schedule it is open at once, or gathers people if `preQueue.enabled`.
         */
        post: operations["queues_create"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/queues/{queueId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One queue, with its live numbers */
        get: operations["queues_get"];
        /** Change a queue; rate and cap take effect while it runs */
        put: operations["queues_update"];
        post?: never;
        /** Delete a queue and everybody in it */
        delete: operations["queues_delete"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/queues/{queueId}/analytics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened in a queue */
        get: operations["analytics_of_queue"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/queues/{queueId}/branding": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the pages of the queue are dressed
         * @description It is worn over the tenant's: what is not said here is as it is there.
         */
        get: operations["branding_read_queue_branding"];
        /**
         * Dress the pages of the queue
         * @description Text that cannot be read on the background (less than 4.5:1) is refused; the message tells the ratio.
         */
        put: operations["branding_change_queue_branding"];
        post?: never;
        /** Take off what the queue wears itself */
        delete: operations["branding_remove_queue_branding"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/queues/{queueId}/branding/logo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set the logo
         * @description The body is a PNG, JPEG or WebP file of at most 256 KiB.
         */
        put: operations["branding_set_queue_logo"];
        post?: never;
        /** Remove the logo */
        delete: operations["branding_remove_queue_logo"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/queues/{queueId}/branding/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * See a draft of it
         * @description Nothing is stored. The stylesheet is for a preview of the pages: post it to `/preview/room`, `/kiosk` or `/board`.
         */
        post: operations["branding_preview_queue_branding"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/queues/{queueId}/close": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let nobody join and nobody through; those who wait keep their places */
        post: operations["queues_close"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/queues/{queueId}/drain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let nobody join; let through those who wait */
        post: operations["queues_drain"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/queues/{queueId}/flow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change rate and cap while it runs
         * @description What an operator may do without the right to set queues up. On an old `version` it is refused as a change of the queue is.
         */
        put: operations["queues_flow"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/queues/{queueId}/gather": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let people gather before the opening */
        post: operations["queues_gather"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/queues/{queueId}/invite-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The queue's invite codes in the order of their creation */
        get: operations["access_list_codes"];
        put?: never;
        /**
         * Make invite codes
         * @description They are shown once: only their hashes are kept.
         */
        post: operations["access_create_codes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/queues/{queueId}/invite-codes/{codeId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke an invite code: nobody joins with it any more */
        delete: operations["access_revoke_code"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/queues/{queueId}/message": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Say something to all who wait; an empty text takes it back */
        post: operations["queues_message"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/queues/{queueId}/open": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let people join and through */
        post: operations["queues_open"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/queues/{queueId}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Let people join, but nobody through */
        post: operations["queues_pause"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/queues/{queueId}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Go on after a pause */
        post: operations["queues_resume"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/queues/schedule-preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The next openings of a schedule
         * @description Nothing is stored. What is wrong with the schedule is told by field, e.g. `schedule.windows[0].from`.
         */
        post: operations["queues_schedule_preview"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Resumes a suspended tenant. */
        post: operations["tenants_resume_tenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The roles that the tenant's people can have. */
        get: operations["people_list_roles"];
        put?: never;
        /** Makes a role of permissions. */
        post: operations["people_create_role"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/roles/{roleId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Changes a role of the tenant's own. With other permissions, its holders must sign in again. */
        put: operations["people_change_role"];
        post?: never;
        /** Removes a role of the tenant's own. Its holders lose it and must sign in again. */
        delete: operations["people_delete_role"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tenant's sessions, the newest first within a queue */
        get: operations["sessions_list"];
        put?: never;
        /**
         * Get in line
         * @description Open to the public for public queues. Joining again with the session token, or from the same browser, gives the place that
         *     is there (200); so does the same `userIdentifier` from a caller with `session:write`. From anybody else it is 409
         *     `already_in_line`. Strangers pass the queue's `joinRules` first: `proof_of_work_required` (428), `invite_required`,
         *     `enqueue_token_required` and `blocked` (403), `rate_limited` (429). With the header `X-VQ-Cookie: 1` the token is also set as an HttpOnly cookie.
         */
        post: operations["visitors_join"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/sessions/{sessionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One session */
        get: operations["sessions_get"];
        /** Give somebody another priority, or change the notes about them */
        put: operations["sessions_update"];
        post?: never;
        /** Take somebody out of the line, or end their stay; an admission they hold is revoked */
        delete: operations["sessions_remove"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/sessions/{sessionId}/add-service": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** On to another service (`queueId`) once they are done here */
        post: operations["counters_add_service"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/sessions/{sessionId}/call": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Call this person, wherever they stand
         * @description Needs `counterId`, and `current` as call-next does.
         */
        post: operations["counters_call_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/sessions/{sessionId}/check-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Somebody who booked is here */
        post: operations["counters_check_in_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/sessions/{sessionId}/finish": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** They are done */
        post: operations["counters_finish_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/sessions/{sessionId}/history": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What happened to a session */
        get: operations["sessions_of_session"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/sessions/{sessionId}/hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Out of the order; the place is kept */
        post: operations["counters_hold_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/sessions/{sessionId}/no-show": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** They were called and did not come */
        post: operations["counters_no_show_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/sessions/{sessionId}/recall": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Repeat the call, perhaps to another counter (`counterId`) */
        post: operations["counters_recall_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/sessions/{sessionId}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Back to the place that was kept */
        post: operations["counters_resume_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/sessions/{sessionId}/return": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** To wait, again or elsewhere in the line: `to` is `front`, `end`, or a position */
        post: operations["counters_return_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/sessions/{sessionId}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** They are here */
        post: operations["counters_start_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/sessions/{sessionId}/transfer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** To another service (`queueId`), with the arrival time, or to one counter (`counterId`) */
        post: operations["counters_transfer_session"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/sign-in-policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is demanded of the tenant's people when they sign in. */
        get: operations["people_read_policy"];
        /** Demands something else. Those who lack it are asked at their next sign-in or refresh. */
        put: operations["people_change_policy"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/sso": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The providers of identities that a tenant's people can sign in with. */
        get: operations["auth_offers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/subjects/erasure": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Erase who a person is, everywhere
         * @description A place that they hold now stays theirs, for whoever has its token. Rules of the block and allow lists about this identifier
         *     are removed.
         */
        post: operations["sessions_erase_subject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/subjects/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A copy of all that is stored about a person, by the integrator's identifier */
        post: operations["sessions_export_subject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Suspends a tenant: nobody can join its queues or sign in; nothing is lost. Other nodes follow within seconds. */
        post: operations["tenants_suspend_tenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/tenants/{tenantId}/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How much the tenant uses of what its limits allow, and of the rest. */
        get: operations["tenants_read_usage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description What somebody who was invited says about themselves. */
        AcceptanceInput: {
            /** @description Of mails to them; absent: that of the invitation. */
            language?: string | null;
            /** @description What they are called; may be empty. */
            name: string;
            /**
             * Format: password
             * @description 10 to 200 characters.
             */
            password: string;
            /** @description Of the link in the mail. */
            token: string;
        };
        /** @description The account that was made. */
        Accepted: {
            /** @description Sign in with it. */
            accountId: components["schemas"]["AccountId"];
        };
        /** @description That it was done. */
        AccessChanged: {
            /**
             * @description `true`
             * @example true
             */
            done: boolean;
        };
        /**
         * @description What a rule of a list does.
         * @enum {string}
         */
        AccessEffect: "block" | "allow";
        /**
         * Format: uuid
         * @description A rule of a block or allow list.
         */
        AccessRuleId: string;
        /** @description A rule to be. */
        AccessRuleInput: {
            /** @description `block`: they may not join. `allow`: they pass limits and proof of work, never the line. */
            effect: components["schemas"]["AccessEffect"];
            /** @description RFC 3339; absent: it does not expire. */
            expiresAt?: string | null;
            queueId?: components["schemas"]["QueueId"] | null;
            /**
             * @description Why, 1 to 200 characters.
             * @example Scalper, order 4711
             */
            reason: string;
            /** @description What `value` is. */
            subject: components["schemas"]["AccessSubject"];
            /**
             * @description An address or a network in CIDR notation; or a `userIdentifier` of 1 to 256 characters.
             * @example 192.0.2.0/24
             */
            value: string;
        };
        /** @description A rule of the block and allow lists. */
        AccessRuleView: {
            /** @description RFC 3339, UTC. */
            createdAt: string;
            /** @description By whom. */
            createdBy: components["schemas"]["AccountId"];
            /** @description What it does. */
            effect: components["schemas"]["AccessEffect"];
            /** @description RFC 3339, UTC; `null`: it does not expire. */
            expiresAt?: string | null;
            /** @description Which. */
            id: components["schemas"]["AccessRuleId"];
            queueId?: components["schemas"]["QueueId"] | null;
            /** @description Why. Never told to whom it is about. */
            reason: string;
            /** @description What `value` is. */
            subject: components["schemas"]["AccessSubject"];
            /**
             * @description Whom it is about.
             * @example 192.0.2.0/24
             */
            value: string;
        };
        /**
         * @description By what a rule of a list knows somebody.
         * @enum {string}
         */
        AccessSubject: "address" | "identifier";
        /** @description What a page that signed in is given; the rest is in the cookie. */
        AccessView: {
            /** @description Send it as `Authorization: Bearer …`; keep it in memory only. */
            accessToken: string;
            /**
             * Format: int32
             * @description How long it is good, in seconds.
             * @example 900
             */
            expiresIn: number;
            /** @description After a first enrolment: to be kept in a safe place. Shown once. */
            recoveryCodes?: string[] | null;
            /**
             * @description `signed_in`
             * @example signed_in
             */
            status: string;
            /**
             * @description `Bearer`
             * @example Bearer
             */
            tokenType: string;
        };
        /**
         * Format: uuid
         * @description Somebody who signs in: operator, tenant admin, platform admin.
         */
        AccountId: string;
        /**
         * @description Whether somebody can sign in.
         * @enum {string}
         */
        AccountStatus: "active" | "disabled";
        /** @description Somebody who may go in. */
        Admitted: components["schemas"]["SessionView"] & {
            /** @description What lets them in: an Ed25519 JWS that any verifier with our public keys can check. `null` unless inside. */
            admissionToken?: string | null;
            /** @description Until when, RFC 3339. */
            expiresAt?: string | null;
            /** @description Where to go, if the queue says so. */
            redirectUrl?: string | null;
        };
        /** @description Analytics of a queue or a tenant. */
        AnalyticsView: {
            /** @description The beginning of the first step. */
            from: components["schemas"]["Stamp"];
            /** @description Where numbers are too low. */
            gaps: components["schemas"]["GapView"][];
            /** @description The hours of the day in which most people joined, the busiest first. */
            peakHours: components["schemas"]["PeakView"][];
            /** @description Step by step, without a hole. */
            series: components["schemas"]["PointView"][];
            /** @description `minute`, `hour` or `day`. */
            step: string;
            /**
             * Format: double
             * @description People offered their turn per hour, over the time that has passed.
             */
            throughputPerHour?: number | null;
            /** @description Whose hours and days. */
            timeZone: string;
            /** @description The end of the last step. */
            to: components["schemas"]["Stamp"];
            /** @description All of it. */
            totals: components["schemas"]["TallyView"];
        };
        /**
         * Format: uuid
         * @description A program's key.
         */
        ApiKeyId: string;
        /** @description Who has forgotten their password. */
        AskForReset: {
            /** @example ann@shop.example */
            email: string;
        };
        /** @description Who did something. */
        AuditActor: {
            /** @description The id of the account or key; what of the system it is. */
            id: string;
            /**
             * @description `account`, `key`, `system` or `nobody`.
             * @example account
             */
            kind: string;
            /** @description What they are called now; `null` if they are gone or not of this tenant. */
            name?: string | null;
        };
        /** @description One thing that was done. */
        AuditEntry: {
            /**
             * @description What.
             * @example queue.pause
             */
            action: string;
            /** @description Who. */
            actor: components["schemas"]["AuditActor"];
            /** @description From which address. */
            address?: string | null;
            /** @description What it became, likewise. */
            after?: Record<string, unknown> | null;
            /**
             * @description When, RFC 3339.
             * @example 2026-03-02T10:00:00.000Z
             */
            at: string;
            /** @description What it was, as far as it changed; secrets are left out, personal fields are masked. */
            before?: Record<string, unknown> | null;
            /** @description The hash of the chain up to this entry, hexadecimal. */
            hash: string;
            /** @description Why, in the words of whoever did it. */
            reason?: string | null;
            /** @description In which request. */
            requestId?: string | null;
            /**
             * Format: int64
             * @description Its place in the chain, from 1, without gaps.
             */
            sequence: number;
            /** @description To what. */
            target: components["schemas"]["AuditTarget"];
        };
        /** @description How long the log is to be kept. */
        AuditRetentionInput: {
            /**
             * Format: int32
             * @description In days, 30 to 36,500; `null`: for ever.
             */
            days?: number | null;
            /** @description Why nothing is to be removed; `null` to lift the hold. */
            legalHold?: string | null;
            /** @description Why, if less is kept than before: fewer days, or the hold lifted. */
            reason?: string | null;
            /**
             * Format: int64
             * @description The version that was read; a change on an old one is refused.
             */
            version?: number | null;
        };
        /** @description How long the log is kept. */
        AuditRetentionView: {
            /**
             * Format: int32
             * @description In days; `null`: for ever.
             */
            days?: number | null;
            /** @description Why nothing is removed, whatever `days` says; `null` if it is not held. */
            legalHold?: string | null;
            pending?: components["schemas"]["PendingRetention"] | null;
            /**
             * Format: int64
             * @description Entries up to this place were kept long enough and removed.
             */
            pruned: number;
            /**
             * Format: int64
             * @description Counts changes.
             */
            version: number;
        };
        /** @description What something was done to. */
        AuditTarget: {
            /** @description Which; empty for the one of its kind. */
            id: string;
            /**
             * @description What kind of thing.
             * @example queue
             */
            kind: string;
        };
        /** @description A call on the board. */
        BoardCall: {
            /** @description When last, RFC 3339. */
            calledAt: components["schemas"]["Stamp"];
            /** @description Which call, or repetition of one. */
            callId: string;
            /**
             * Format: int32
             * @description How often they were called.
             */
            calls: number;
            /** @description To which counter. */
            counterId: components["schemas"]["CounterId"];
            /** @description What stands above it. */
            counterName: string;
            /** @description What stands on the ticket. */
            number?: string | null;
            /** @description From which queue. */
            queueId: components["schemas"]["QueueId"];
            /** @description Its name; empty for a service that is not public. */
            queueName: string;
            /** @description Where they are by now. */
            status: components["schemas"]["CallStatus"];
        };
        /** @description A service on the board. */
        BoardService: {
            /** @description The wait of somebody who comes now, in words. */
            estimatedWaitTime: string;
            /** @description Its name. */
            name: string;
            /** @description The numbers of those who are next, in order. */
            next: string[];
            /** @description What stands before the number on a ticket. */
            prefix: string;
            /** @description Which queue. */
            queueId: components["schemas"]["QueueId"];
            /**
             * Format: int32
             * @description How many wait.
             */
            waiting: number;
        };
        /** @description The board of a location. */
        BoardView: {
            /** @description When this was so, RFC 3339. */
            at: components["schemas"]["Stamp"];
            /** @description Who was called, the last first. */
            calls: components["schemas"]["BoardCall"][];
            /** @description Where the stream of events goes on from here. */
            eventId: string;
            /** @description Whether it is open. */
            isOpen: boolean;
            /** @description In which people are spoken to, the first before the others. */
            languages: string[];
            /** @description Where it hangs. */
            locationId: components["schemas"]["LocationId"];
            message?: components["schemas"]["Said"] | null;
            /** @description Said to those of one service. */
            messages: components["schemas"]["Said"][];
            /** @description Its name. */
            name: string;
            /**
             * Format: int64
             * @description Grows with every call and recall.
             */
            sequence: number;
            /** @description What is offered to everybody. */
            services: components["schemas"]["BoardService"][];
            /** @description IANA name. */
            timeZone: string;
        };
        /** @description What a draft would look like. */
        BrandingPreview: {
            /** @description The branding as it would be. */
            branding: components["schemas"]["BrandingView"];
            /** @description The stylesheet of its pages, for a preview. */
            css: string;
        };
        /** @description A branding. */
        BrandingView: {
            /**
             * @description What stands out, `#rrggbb`.
             * @example #1a7f5a
             */
            accent?: string | null;
            /** @description Behind everything, in the light. */
            background?: string | null;
            /**
             * @description How well text and accent can be told from what is behind them. What falls short of its need is shown darker or lighter
             *     than it was given.
             */
            contrasts: components["schemas"]["ContrastView"][];
            logo?: components["schemas"]["LogoView"] | null;
            /** @description Text on the background. */
            text?: string | null;
            /** @description Words by language tag. */
            texts: {
                [key: string]: components["schemas"]["WordsView"];
            };
            /** @description RFC 3339, UTC; `null` if it was never set. */
            updatedAt?: string | null;
            /**
             * Format: int64
             * @description Counts changes; 0 if it was never set. Send it with a change to be refused if somebody else was faster.
             */
            version: number;
        };
        /** @description How far a page came that signs in; told apart by `status`. */
        BrowserSignIn: components["schemas"]["AccessView"] | components["schemas"]["ChallengeView"];
        /** @description The counter to which somebody is called. */
        CalledTo: {
            calledAt?: components["schemas"]["Stamp"] | null;
            /**
             * Format: int32
             * @description How often; more than 1 are repetitions.
             */
            calls: number;
            /** @description Which. */
            counterId: components["schemas"]["CounterId"];
            /** @description What stands above it. */
            counterName: string;
        };
        /** @description Whom the caller sees at the counter. */
        CallNextInput: {
            current?: components["schemas"]["SessionId"] | null;
        };
        /**
         * @description Whom a counter calls first, of those who wait for different services.
         * @enum {string}
         */
        CallOrder: "preference" | "arrival";
        /**
         * @description What came of a call for the next person.
         * @enum {string}
         */
        CallOutcome: "called" | "unchanged" | "nobody";
        /**
         * @description Where somebody who was called is by now.
         * @enum {string}
         */
        CallStatus: "called" | "serving" | "over";
        /** @description That a second step is to be made. */
        ChallengeView: {
            /** @description To be sent with the code to the path of the second step, `…/login/second-factor`. */
            challenge: string;
            /** @description Whether there is no second factor yet: get a secret at `/v1/auth/login/enrolment` first. */
            enrolment: boolean;
            /**
             * Format: int32
             * @description How long it is good, in seconds.
             * @example 300
             */
            expiresIn: number;
            /**
             * @description `second_factor_required`
             * @example second_factor_required
             */
            status: string;
        };
        /** @description What to change of oneself; what is absent stays. */
        ChangeMe: {
            /** @description One of en, de, es, fr, ar, ja. */
            language?: string | null;
            name?: string | null;
        };
        /** @description One's password, old and new. */
        ChangePassword: {
            /** Format: password */
            currentPassword: string;
            /**
             * Format: password
             * @description 10 to 200 characters.
             */
            newPassword: string;
        };
        /** @description A tenant as it shall be. */
        ChangeTenant: {
            /** @description Replaces all of its settings, an object of at most 16 KiB; absent leaves them. */
            configuration?: Record<string, unknown> | null;
            /**
             * @description Its own domain; `null` takes it away, absent leaves it.
             * @example shop.example
             */
            domain?: string | null;
            limits?: components["schemas"]["LimitsInput"] | null;
            /**
             * @description Shown to people, 1 to 200 characters.
             * @example Corner shop
             */
            name: string;
            /**
             * Format: int64
             * @description The `version` that was read; the change is refused if the tenant has another one by now.
             */
            version?: number | null;
        };
        /** @description Where a chain stood, signed. What `vqueue audit verify --checkpoint` reads. */
        CheckpointView: {
            /** @description When it was signed, RFC 3339. */
            at: string;
            /** @description The hash of the chain up to that entry, hexadecimal. */
            hash: string;
            /**
             * Format: int32
             * @description The number of the audit key.
             */
            key: number;
            /**
             * @description `regular`, or `anchor`: all up to here was kept long enough and removed.
             * @example regular
             */
            kind: string;
            /**
             * Format: int64
             * @description An entry's place.
             */
            sequence: number;
            /** @description Ed25519, base64url. */
            signature: string;
            tenantId?: components["schemas"]["TenantId"] | null;
        };
        /** @description A code of one's second factor. */
        CodeInput: {
            /**
             * @description Six digits of the authenticator, or a recovery code.
             * @example 123456
             */
            code: string;
        };
        /** @description A contrast as it was given. */
        ContrastView: {
            /**
             * Format: double
             * @description What it needs.
             * @example 3
             */
            needed: number;
            /**
             * @description `text` or `accent`, with the background.
             * @example accent
             */
            of: string;
            /**
             * Format: double
             * @description 1 to 21, rounded to hundredths.
             * @example 3.42
             */
            ratio: number;
            /** @description The colour that is shown instead, if it falls short. */
            shownAs?: string | null;
        };
        /**
         * Format: uuid
         * @description A desk of a location, to which people are called.
         */
        CounterId: string;
        /** @description A counter as it is to be. When changing one, a field that is absent stays as it is. */
        CounterInput: {
            locationId?: components["schemas"]["LocationId"] | null;
            /**
             * Format: int32
             * @description How many may be called or served there at once, 1 to 20; 1 if absent.
             */
            maxServed?: number | null;
            /** @description What stands above it, 1 to 50 characters. Needed when creating. */
            name?: string | null;
            order?: components["schemas"]["CallOrder"] | null;
            /** @description The services it takes, the preferred first: queues that are offered at the location. */
            services?: components["schemas"]["QueueId"][] | null;
            /**
             * Format: int64
             * @description When changing: the `version` that the change was made on. If the counter has another by now, nothing is changed.
             */
            version?: number | null;
        };
        /** @description A counter, by name. */
        CounterName: {
            /** @description Which. */
            id: components["schemas"]["CounterId"];
            /** @description What stands above it. */
            name: string;
        };
        /** @description A service as a counter sees it. */
        CounterServiceView: {
            /** @description Its name. */
            name: string;
            /** @description What stands before the number on a ticket. */
            prefix: string;
            /** @description Which queue. */
            queueId: components["schemas"]["QueueId"];
            /** @description What it does now. */
            status: components["schemas"]["QueueStatus"];
            /**
             * Format: int32
             * @description How many wait in the order.
             */
            waiting: number;
        };
        /** @description A counter and who is there. */
        CounterView: {
            /** @description When it came to be, RFC 3339. */
            createdAt: components["schemas"]["Stamp"];
            current?: components["schemas"]["DeskSession"] | null;
            /** @description Which. */
            id: components["schemas"]["CounterId"];
            /** @description Whether somebody works there. */
            isOpen: boolean;
            /** @description Where. */
            locationId: components["schemas"]["LocationId"];
            /**
             * Format: int32
             * @description How many may be called or served there at once.
             */
            maxServed: number;
            /** @description What stands above it. */
            name: string;
            openedAt?: components["schemas"]["Stamp"] | null;
            /** @description Whom it calls first. */
            order: components["schemas"]["CallOrder"];
            outcome?: components["schemas"]["CallOutcome"] | null;
            /** @description The services it takes, the preferred first. */
            services: components["schemas"]["CounterServiceView"][];
            /** @description Everybody who is there, the last called first. */
            serving: components["schemas"]["DeskSession"][];
            staffedBy?: components["schemas"]["AccountId"] | null;
            /** @description Whose. */
            tenantId: components["schemas"]["TenantId"];
            /** @description When it was last changed, RFC 3339. */
            updatedAt: components["schemas"]["Stamp"];
            /**
             * Format: int64
             * @description Counts changes; send it back when changing it.
             */
            version: number;
            /**
             * Format: int32
             * @description How many wait for its services.
             */
            waiting: number;
        };
        /** @description A wait in seconds, to the millisecond. */
        CounterWait: {
            /**
             * Format: double
             * @description Half of the people wait at most this long.
             */
            p50: number;
            /**
             * Format: double
             * @description Nine in ten wait at most this long.
             */
            p90: number;
        };
        /** @description A tenant to be. */
        CreateTenant: {
            /** @description Its own settings, an object of at most 16 KiB. `locale` and `timeZone` are filled in if absent. */
            configuration?: Record<string, unknown> | null;
            /**
             * @description Its own domain; no other tenant may have it.
             * @example shop.example
             */
            domain?: string | null;
            limits?: components["schemas"]["LimitsInput"] | null;
            /**
             * @description Shown to people, 1 to 200 characters.
             * @example Corner shop
             */
            name: string;
        };
        /**
         * @description What a data key is for.
         * @enum {string}
         */
        DataKeyUse: "seal" | "index";
        /**
         * @description A day of the week.
         * @enum {string}
         */
        Day: "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";
        /** @description What became of a tenant that was deleted. */
        DeletedTenant: {
            /**
             * @description `true`
             * @example true
             */
            deleted: boolean;
            /** @description Which. */
            id: components["schemas"]["TenantId"];
        };
        /** @description Somebody at a counter or in the line before it, as staff sees them. */
        DeskSession: {
            appointmentAt?: components["schemas"]["Stamp"] | null;
            calledAt?: components["schemas"]["Stamp"] | null;
            /**
             * Format: int32
             * @description How often they were called to it.
             */
            calls: number;
            counter?: components["schemas"]["CounterName"] | null;
            endedAt?: components["schemas"]["Stamp"] | null;
            /** @description When they came, RFC 3339. */
            enqueuedAt: components["schemas"]["Stamp"];
            forCounter?: components["schemas"]["CounterName"] | null;
            /** @description Whether they are put aside, or booked and are not here yet. */
            held: boolean;
            /** @description Which session. */
            id: components["schemas"]["SessionId"];
            locationId?: components["schemas"]["LocationId"] | null;
            /** @description The integrator's own JSON; masked likewise. */
            metadata?: Record<string, unknown> | null;
            movedTo?: components["schemas"]["OnwardView"] | null;
            /** @description Where they go on once they are done here. */
            next: components["schemas"]["OnwardView"][];
            /** @description What stands on the ticket. */
            number?: string | null;
            /**
             * Format: int32
             * @description How many are still waiting ahead.
             */
            peopleAhead?: number | null;
            /**
             * Format: int32
             * @description 1 + the number of people still waiting ahead; `null` when not in the order.
             */
            position?: number | null;
            /**
             * Format: int32
             * @description Higher is served first.
             */
            priority: number;
            /** @description In which queue. */
            queueId: components["schemas"]["QueueId"];
            /** @description Its name. */
            queueName: string;
            releasedAt?: components["schemas"]["Stamp"] | null;
            servedAt?: components["schemas"]["Stamp"] | null;
            /** @description Where in its life. */
            status: components["schemas"]["SessionState"];
            /**
             * Format: int32
             * @description The ticket.
             */
            ticket: number;
            /** @description Who, in the integrator's words; masked without the permission `personal:read`. */
            userIdentifier?: string | null;
            visitId?: components["schemas"]["SessionId"] | null;
        };
        /** @description What a verb needs; which of it, the verb's description says. */
        DeskworkInput: {
            counterId?: components["schemas"]["CounterId"] | null;
            current?: components["schemas"]["SessionId"] | null;
            queueId?: components["schemas"]["QueueId"] | null;
            /** @description Why, up to 500 characters; kept with who did it. */
            reason?: string | null;
            to?: components["schemas"]["ReturnTo"] | null;
        };
        /** @description What a kiosk needs to know. */
        DeviceView: {
            /** @description Itself. */
            kiosk: components["schemas"]["KioskView"];
            /** @description Where it stands, with the services that are not public. */
            location: components["schemas"]["PublicLocationView"];
        };
        /**
         * Format: uuid
         * @description A domain that a tenant says is its own.
         */
        DomainId: string;
        /**
         * @description By what it was shown that a domain is a tenant's.
         * @enum {string}
         */
        DomainProof: "http" | "dns" | "platform";
        /** @description That it was done. */
        Done: {
            /**
             * @description `true`
             * @example true
             */
            done: boolean;
        };
        /**
         * @description How tokens are signed.
         * @enum {string}
         */
        EnqueueAlgorithm: "HS256" | "EdDSA";
        /**
         * Format: uuid
         * @description A key with which a tenant's shop signs enqueue tokens.
         */
        EnqueueKeyId: string;
        /** @description A key to be. */
        EnqueueKeyInput: {
            /** @description How tokens are signed. */
            algorithm: components["schemas"]["EnqueueAlgorithm"];
            /**
             * @description What it is for.
             * @example Shop
             */
            name: string;
            /** @description With `EdDSA`: the public half, 32 bytes in base64url (`x` of a JWK). */
            publicKey?: string | null;
        };
        /** @description All keys. */
        EnqueueKeyList: {
            /** @description In the order of their creation. */
            items: components["schemas"]["EnqueueKeyView"][];
        };
        /** @description A key with which the tenant's shop signs enqueue tokens. */
        EnqueueKeyView: {
            /**
             * @description `alg` in the header of tokens.
             * @example HS256
             */
            algorithm: string;
            /** @description RFC 3339, UTC. */
            createdAt: string;
            /** @description By whom. */
            createdBy: components["schemas"]["AccountId"];
            /** @description Which: `kid` in the header of tokens. */
            id: components["schemas"]["EnqueueKeyId"];
            /** @description What it is for. */
            name: string;
            /** @description The public half of an Ed25519 key, in base64url; `null` for a shared secret. */
            publicKey?: string | null;
        };
        /** @description A first step that asks for a second factor. */
        Enrol: {
            /** @description Of the first step's answer. */
            challenge: string;
        };
        /** @description What an authenticator is set up with. */
        EnrolmentView: {
            /** @description Base32, to be typed in. */
            secret: string;
            /** @description `otpauth://…`, for a QR code. */
            uri: string;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_Accepted: {
            /** @description The account that was made. */
            data: {
                /** @description Sign in with it. */
                accountId: components["schemas"]["AccountId"];
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_AccessChanged: {
            /** @description That it was done. */
            data: {
                /**
                 * @description `true`
                 * @example true
                 */
                done: boolean;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_AccessRuleView: {
            /** @description A rule of the block and allow lists. */
            data: {
                /** @description RFC 3339, UTC. */
                createdAt: string;
                /** @description By whom. */
                createdBy: components["schemas"]["AccountId"];
                /** @description What it does. */
                effect: components["schemas"]["AccessEffect"];
                /** @description RFC 3339, UTC; `null`: it does not expire. */
                expiresAt?: string | null;
                /** @description Which. */
                id: components["schemas"]["AccessRuleId"];
                queueId?: components["schemas"]["QueueId"] | null;
                /** @description Why. Never told to whom it is about. */
                reason: string;
                /** @description What `value` is. */
                subject: components["schemas"]["AccessSubject"];
                /**
                 * @description Whom it is about.
                 * @example 192.0.2.0/24
                 */
                value: string;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_AccessView: {
            /** @description What a page that signed in is given; the rest is in the cookie. */
            data: {
                /** @description Send it as `Authorization: Bearer …`; keep it in memory only. */
                accessToken: string;
                /**
                 * Format: int32
                 * @description How long it is good, in seconds.
                 * @example 900
                 */
                expiresIn: number;
                /** @description After a first enrolment: to be kept in a safe place. Shown once. */
                recoveryCodes?: string[] | null;
                /**
                 * @description `signed_in`
                 * @example signed_in
                 */
                status: string;
                /**
                 * @description `Bearer`
                 * @example Bearer
                 */
                tokenType: string;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_Admitted: {
            /** @description Somebody who may go in. */
            data: components["schemas"]["SessionView"] & {
                /** @description What lets them in: an Ed25519 JWS that any verifier with our public keys can check. `null` unless inside. */
                admissionToken?: string | null;
                /** @description Until when, RFC 3339. */
                expiresAt?: string | null;
                /** @description Where to go, if the queue says so. */
                redirectUrl?: string | null;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_AnalyticsView: {
            /** @description Analytics of a queue or a tenant. */
            data: {
                /** @description The beginning of the first step. */
                from: components["schemas"]["Stamp"];
                /** @description Where numbers are too low. */
                gaps: components["schemas"]["GapView"][];
                /** @description The hours of the day in which most people joined, the busiest first. */
                peakHours: components["schemas"]["PeakView"][];
                /** @description Step by step, without a hole. */
                series: components["schemas"]["PointView"][];
                /** @description `minute`, `hour` or `day`. */
                step: string;
                /**
                 * Format: double
                 * @description People offered their turn per hour, over the time that has passed.
                 */
                throughputPerHour?: number | null;
                /** @description Whose hours and days. */
                timeZone: string;
                /** @description The end of the last step. */
                to: components["schemas"]["Stamp"];
                /** @description All of it. */
                totals: components["schemas"]["TallyView"];
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_AuditEntry: {
            /** @description One thing that was done. */
            data: {
                /**
                 * @description What.
                 * @example queue.pause
                 */
                action: string;
                /** @description Who. */
                actor: components["schemas"]["AuditActor"];
                /** @description From which address. */
                address?: string | null;
                /** @description What it became, likewise. */
                after?: Record<string, unknown> | null;
                /**
                 * @description When, RFC 3339.
                 * @example 2026-03-02T10:00:00.000Z
                 */
                at: string;
                /** @description What it was, as far as it changed; secrets are left out, personal fields are masked. */
                before?: Record<string, unknown> | null;
                /** @description The hash of the chain up to this entry, hexadecimal. */
                hash: string;
                /** @description Why, in the words of whoever did it. */
                reason?: string | null;
                /** @description In which request. */
                requestId?: string | null;
                /**
                 * Format: int64
                 * @description Its place in the chain, from 1, without gaps.
                 */
                sequence: number;
                /** @description To what. */
                target: components["schemas"]["AuditTarget"];
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_AuditRetentionView: {
            /** @description How long the log is kept. */
            data: {
                /**
                 * Format: int32
                 * @description In days; `null`: for ever.
                 */
                days?: number | null;
                /** @description Why nothing is removed, whatever `days` says; `null` if it is not held. */
                legalHold?: string | null;
                pending?: components["schemas"]["PendingRetention"] | null;
                /**
                 * Format: int64
                 * @description Entries up to this place were kept long enough and removed.
                 */
                pruned: number;
                /**
                 * Format: int64
                 * @description Counts changes.
                 */
                version: number;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_BoardView: {
            /** @description The board of a location. */
            data: {
                /** @description When this was so, RFC 3339. */
                at: components["schemas"]["Stamp"];
                /** @description Who was called, the last first. */
                calls: components["schemas"]["BoardCall"][];
                /** @description Where the stream of events goes on from here. */
                eventId: string;
                /** @description Whether it is open. */
                isOpen: boolean;
                /** @description In which people are spoken to, the first before the others. */
                languages: string[];
                /** @description Where it hangs. */
                locationId: components["schemas"]["LocationId"];
                message?: components["schemas"]["Said"] | null;
                /** @description Said to those of one service. */
                messages: components["schemas"]["Said"][];
                /** @description Its name. */
                name: string;
                /**
                 * Format: int64
                 * @description Grows with every call and recall.
                 */
                sequence: number;
                /** @description What is offered to everybody. */
                services: components["schemas"]["BoardService"][];
                /** @description IANA name. */
                timeZone: string;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_BrandingPreview: {
            /** @description What a draft would look like. */
            data: {
                /** @description The branding as it would be. */
                branding: components["schemas"]["BrandingView"];
                /** @description The stylesheet of its pages, for a preview. */
                css: string;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_BrandingView: {
            /** @description A branding. */
            data: {
                /**
                 * @description What stands out, `#rrggbb`.
                 * @example #1a7f5a
                 */
                accent?: string | null;
                /** @description Behind everything, in the light. */
                background?: string | null;
                /**
                 * @description How well text and accent can be told from what is behind them. What falls short of its need is shown darker or lighter
                 *     than it was given.
                 */
                contrasts: components["schemas"]["ContrastView"][];
                logo?: components["schemas"]["LogoView"] | null;
                /** @description Text on the background. */
                text?: string | null;
                /** @description Words by language tag. */
                texts: {
                    [key: string]: components["schemas"]["WordsView"];
                };
                /** @description RFC 3339, UTC; `null` if it was never set. */
                updatedAt?: string | null;
                /**
                 * Format: int64
                 * @description Counts changes; 0 if it was never set. Send it with a change to be refused if somebody else was faster.
                 */
                version: number;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_BrowserSignIn: {
            /** @description How far a page came that signs in; told apart by `status`. */
            data: components["schemas"]["AccessView"] | components["schemas"]["ChallengeView"];
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_CounterView: {
            /** @description A counter and who is there. */
            data: {
                /** @description When it came to be, RFC 3339. */
                createdAt: components["schemas"]["Stamp"];
                current?: components["schemas"]["DeskSession"] | null;
                /** @description Which. */
                id: components["schemas"]["CounterId"];
                /** @description Whether somebody works there. */
                isOpen: boolean;
                /** @description Where. */
                locationId: components["schemas"]["LocationId"];
                /**
                 * Format: int32
                 * @description How many may be called or served there at once.
                 */
                maxServed: number;
                /** @description What stands above it. */
                name: string;
                openedAt?: components["schemas"]["Stamp"] | null;
                /** @description Whom it calls first. */
                order: components["schemas"]["CallOrder"];
                outcome?: components["schemas"]["CallOutcome"] | null;
                /** @description The services it takes, the preferred first. */
                services: components["schemas"]["CounterServiceView"][];
                /** @description Everybody who is there, the last called first. */
                serving: components["schemas"]["DeskSession"][];
                staffedBy?: components["schemas"]["AccountId"] | null;
                /** @description Whose. */
                tenantId: components["schemas"]["TenantId"];
                /** @description When it was last changed, RFC 3339. */
                updatedAt: components["schemas"]["Stamp"];
                /**
                 * Format: int64
                 * @description Counts changes; send it back when changing it.
                 */
                version: number;
                /**
                 * Format: int32
                 * @description How many wait for its services.
                 */
                waiting: number;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_DeletedTenant: {
            /** @description What became of a tenant that was deleted. */
            data: {
                /**
                 * @description `true`
                 * @example true
                 */
                deleted: boolean;
                /** @description Which. */
                id: components["schemas"]["TenantId"];
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_DeskSession: {
            /** @description Somebody at a counter or in the line before it, as staff sees them. */
            data: {
                appointmentAt?: components["schemas"]["Stamp"] | null;
                calledAt?: components["schemas"]["Stamp"] | null;
                /**
                 * Format: int32
                 * @description How often they were called to it.
                 */
                calls: number;
                counter?: components["schemas"]["CounterName"] | null;
                endedAt?: components["schemas"]["Stamp"] | null;
                /** @description When they came, RFC 3339. */
                enqueuedAt: components["schemas"]["Stamp"];
                forCounter?: components["schemas"]["CounterName"] | null;
                /** @description Whether they are put aside, or booked and are not here yet. */
                held: boolean;
                /** @description Which session. */
                id: components["schemas"]["SessionId"];
                locationId?: components["schemas"]["LocationId"] | null;
                /** @description The integrator's own JSON; masked likewise. */
                metadata?: Record<string, unknown> | null;
                movedTo?: components["schemas"]["OnwardView"] | null;
                /** @description Where they go on once they are done here. */
                next: components["schemas"]["OnwardView"][];
                /** @description What stands on the ticket. */
                number?: string | null;
                /**
                 * Format: int32
                 * @description How many are still waiting ahead.
                 */
                peopleAhead?: number | null;
                /**
                 * Format: int32
                 * @description 1 + the number of people still waiting ahead; `null` when not in the order.
                 */
                position?: number | null;
                /**
                 * Format: int32
                 * @description Higher is served first.
                 */
                priority: number;
                /** @description In which queue. */
                queueId: components["schemas"]["QueueId"];
                /** @description Its name. */
                queueName: string;
                releasedAt?: components["schemas"]["Stamp"] | null;
                servedAt?: components["schemas"]["Stamp"] | null;
                /** @description Where in its life. */
                status: components["schemas"]["SessionState"];
                /**
                 * Format: int32
                 * @description The ticket.
                 */
                ticket: number;
                /** @description Who, in the integrator's words; masked without the permission `personal:read`. */
                userIdentifier?: string | null;
                visitId?: components["schemas"]["SessionId"] | null;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_DeviceView: {
            /** @description What a kiosk needs to know. */
            data: {
                /** @description Itself. */
                kiosk: components["schemas"]["KioskView"];
                /** @description Where it stands, with the services that are not public. */
                location: components["schemas"]["PublicLocationView"];
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_Done: {
            /** @description That it was done. */
            data: {
                /**
                 * @description `true`
                 * @example true
                 */
                done: boolean;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_EnqueueKeyList: {
            /** @description All keys. */
            data: {
                /** @description In the order of their creation. */
                items: components["schemas"]["EnqueueKeyView"][];
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_EnrolmentView: {
            /** @description What an authenticator is set up with. */
            data: {
                /** @description Base32, to be typed in. */
                secret: string;
                /** @description `otpauth://…`, for a QR code. */
                uri: string;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_HealthView: {
            /** @description How the process is. */
            data: {
                /** @description `ok` */
                status: string;
                /** @description The version of the program. */
                version: string;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_InvitationView: {
            /** @description Somebody who was asked to join. */
            data: {
                /** @description RFC 3339, UTC. */
                createdAt: string;
                /** @example ann@shop.example */
                email: string;
                /** @description RFC 3339, UTC. */
                expiresAt: string;
                /** @description Which. */
                id: components["schemas"]["InvitationId"];
                /** @description By whom. */
                invitedBy: components["schemas"]["AccountId"];
                /** @description Of the mail. */
                language: string;
                /** @description Names of built-in roles, ids of the tenant's own. */
                roles: string[];
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_Invited: {
            /** @description What somebody who was invited is told. */
            data: {
                /** @example ann@shop.example */
                email: string;
                /** @description RFC 3339, UTC. */
                expiresAt: string;
                /** @description Names of built-in roles, ids of the tenant's own. */
                roles: string[];
                /** @description Into what. */
                tenantName: string;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_KioskView: {
            /** @description A kiosk. */
            data: {
                /** @description When it came to be, RFC 3339. */
                createdAt: components["schemas"]["Stamp"];
                /** @description What it proves itself with; in answers to its registration and to a renewal alone. */
                deviceToken?: string | null;
                /** @description Which. */
                id: components["schemas"]["KioskId"];
                lastSeenAt?: components["schemas"]["Stamp"] | null;
                /** @description Where it stands. */
                locationId: components["schemas"]["LocationId"];
                /** @description For those who look after it. */
                name: string;
                /** @description Whether it is to hand out nothing for now. */
                outOfService: boolean;
                /** @description What it says meanwhile. */
                outOfServiceText: string;
                /** @description Whose. */
                tenantId: components["schemas"]["TenantId"];
                /** @description When it was last changed, RFC 3339. */
                updatedAt: components["schemas"]["Stamp"];
                /**
                 * Format: int64
                 * @description Counts changes; send it back when changing it.
                 */
                version: number;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_List_AccessRuleView: {
            /** @description One page of a list. */
            data: {
                /** @description The rows. */
                items: {
                    /** @description RFC 3339, UTC. */
                    createdAt: string;
                    /** @description By whom. */
                    createdBy: components["schemas"]["AccountId"];
                    /** @description What it does. */
                    effect: components["schemas"]["AccessEffect"];
                    /** @description RFC 3339, UTC; `null`: it does not expire. */
                    expiresAt?: string | null;
                    /** @description Which. */
                    id: components["schemas"]["AccessRuleId"];
                    queueId?: components["schemas"]["QueueId"] | null;
                    /** @description Why. Never told to whom it is about. */
                    reason: string;
                    /** @description What `value` is. */
                    subject: components["schemas"]["AccessSubject"];
                    /**
                     * @description Whom it is about.
                     * @example 192.0.2.0/24
                     */
                    value: string;
                }[];
                /** @description Where the next page begins; `null` on the last. */
                nextCursor?: string | null;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_List_AuditEntry: {
            /** @description One page of a list. */
            data: {
                /** @description The rows. */
                items: {
                    /**
                     * @description What.
                     * @example queue.pause
                     */
                    action: string;
                    /** @description Who. */
                    actor: components["schemas"]["AuditActor"];
                    /** @description From which address. */
                    address?: string | null;
                    /** @description What it became, likewise. */
                    after?: Record<string, unknown> | null;
                    /**
                     * @description When, RFC 3339.
                     * @example 2026-03-02T10:00:00.000Z
                     */
                    at: string;
                    /** @description What it was, as far as it changed; secrets are left out, personal fields are masked. */
                    before?: Record<string, unknown> | null;
                    /** @description The hash of the chain up to this entry, hexadecimal. */
                    hash: string;
                    /** @description Why, in the words of whoever did it. */
                    reason?: string | null;
                    /** @description In which request. */
                    requestId?: string | null;
                    /**
                     * Format: int64
                     * @description Its place in the chain, from 1, without gaps.
                     */
                    sequence: number;
                    /** @description To what. */
                    target: components["schemas"]["AuditTarget"];
                }[];
                /** @description Where the next page begins; `null` on the last. */
                nextCursor?: string | null;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_List_CheckpointView: {
            /** @description One page of a list. */
            data: {
                /** @description The rows. */
                items: {
                    /** @description When it was signed, RFC 3339. */
                    at: string;
                    /** @description The hash of the chain up to that entry, hexadecimal. */
                    hash: string;
                    /**
                     * Format: int32
                     * @description The number of the audit key.
                     */
                    key: number;
                    /**
                     * @description `regular`, or `anchor`: all up to here was kept long enough and removed.
                     * @example regular
                     */
                    kind: string;
                    /**
                     * Format: int64
                     * @description An entry's place.
                     */
                    sequence: number;
                    /** @description Ed25519, base64url. */
                    signature: string;
                    tenantId?: components["schemas"]["TenantId"] | null;
                }[];
                /** @description Where the next page begins; `null` on the last. */
                nextCursor?: string | null;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_List_CounterView: {
            /** @description One page of a list. */
            data: {
                /** @description The rows. */
                items: {
                    /** @description When it came to be, RFC 3339. */
                    createdAt: components["schemas"]["Stamp"];
                    current?: components["schemas"]["DeskSession"] | null;
                    /** @description Which. */
                    id: components["schemas"]["CounterId"];
                    /** @description Whether somebody works there. */
                    isOpen: boolean;
                    /** @description Where. */
                    locationId: components["schemas"]["LocationId"];
                    /**
                     * Format: int32
                     * @description How many may be called or served there at once.
                     */
                    maxServed: number;
                    /** @description What stands above it. */
                    name: string;
                    openedAt?: components["schemas"]["Stamp"] | null;
                    /** @description Whom it calls first. */
                    order: components["schemas"]["CallOrder"];
                    outcome?: components["schemas"]["CallOutcome"] | null;
                    /** @description The services it takes, the preferred first. */
                    services: components["schemas"]["CounterServiceView"][];
                    /** @description Everybody who is there, the last called first. */
                    serving: components["schemas"]["DeskSession"][];
                    staffedBy?: components["schemas"]["AccountId"] | null;
                    /** @description Whose. */
                    tenantId: components["schemas"]["TenantId"];
                    /** @description When it was last changed, RFC 3339. */
                    updatedAt: components["schemas"]["Stamp"];
                    /**
                     * Format: int64
                     * @description Counts changes; send it back when changing it.
                     */
                    version: number;
                    /**
                     * Format: int32
                     * @description How many wait for its services.
                     */
                    waiting: number;
                }[];
                /** @description Where the next page begins; `null` on the last. */
                nextCursor?: string | null;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_List_InvitationView: {
            /** @description One page of a list. */
            data: {
                /** @description The rows. */
                items: {
                    /** @description RFC 3339, UTC. */
                    createdAt: string;
                    /** @example ann@shop.example */
                    email: string;
                    /** @description RFC 3339, UTC. */
                    expiresAt: string;
                    /** @description Which. */
                    id: components["schemas"]["InvitationId"];
                    /** @description By whom. */
                    invitedBy: components["schemas"]["AccountId"];
                    /** @description Of the mail. */
                    language: string;
                    /** @description Names of built-in roles, ids of the tenant's own. */
                    roles: string[];
                }[];
                /** @description Where the next page begins; `null` on the last. */
                nextCursor?: string | null;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_List_InviteCodeView: {
            /** @description One page of a list. */
            data: {
                /** @description The rows. */
                items: {
                    /** @description RFC 3339, UTC. */
                    createdAt: string;
                    /** @description By whom. */
                    createdBy: components["schemas"]["AccountId"];
                    /** @description RFC 3339, UTC; `null`: it does not expire. */
                    expiresAt?: string | null;
                    /**
                     * @description The last four letters of the code.
                     * @example H8NR
                     */
                    hint: string;
                    /** @description Which. */
                    id: components["schemas"]["InviteCodeId"];
                    /** @description What it is for. */
                    label: string;
                    /**
                     * Format: int32
                     * @description How many may join with it.
                     */
                    maxUses: number;
                    /**
                     * Format: int32
                     * @description How many have.
                     */
                    uses: number;
                }[];
                /** @description Where the next page begins; `null` on the last. */
                nextCursor?: string | null;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_List_KeyRotationView: {
            /** @description One page of a list. */
            data: {
                /** @description The rows. */
                items: {
                    finishedAt?: components["schemas"]["Stamp"] | null;
                    /** @description Whether it is that first sealing. */
                    first: boolean;
                    /** @description What the key is for. */
                    keyUse: components["schemas"]["DataKeyUse"];
                    /**
                     * Format: int32
                     * @description The number of the new key.
                     */
                    number: number;
                    /**
                     * Format: int64
                     * @description Rows seen in this round. There are rounds until one finds nothing to do.
                     */
                    rowsDone: number;
                    /**
                     * Format: int64
                     * @description Rows sealed so far.
                     */
                    rowsSealed: number;
                    /**
                     * Format: int64
                     * @description Rows to be seen in a round.
                     */
                    rowsTotal: number;
                    tenantId?: components["schemas"]["TenantId"] | null;
                }[];
                /** @description Where the next page begins; `null` on the last. */
                nextCursor?: string | null;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_List_KeyView: {
            /** @description One page of a list. */
            data: {
                /** @description The rows. */
                items: {
                    /** @description RFC 3339, UTC. */
                    createdAt: string;
                    /** @description By whom. */
                    createdBy: components["schemas"]["AccountId"];
                    /** @description RFC 3339, UTC; `null`: it does not expire. */
                    expiresAt?: string | null;
                    /** @description Which. */
                    id: components["schemas"]["ApiKeyId"];
                    /** @description To some minutes. RFC 3339, UTC; `null`: never. */
                    lastUsedAt?: string | null;
                    name: string;
                    /** @description What it may do at most. */
                    permissions: components["schemas"]["Permission"][];
                    /**
                     * @description How it begins.
                     * @example vqk_4fzN2x
                     */
                    prefix: string;
                }[];
                /** @description Where the next page begins; `null` on the last. */
                nextCursor?: string | null;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_List_KioskView: {
            /** @description One page of a list. */
            data: {
                /** @description The rows. */
                items: {
                    /** @description When it came to be, RFC 3339. */
                    createdAt: components["schemas"]["Stamp"];
                    /** @description What it proves itself with; in answers to its registration and to a renewal alone. */
                    deviceToken?: string | null;
                    /** @description Which. */
                    id: components["schemas"]["KioskId"];
                    lastSeenAt?: components["schemas"]["Stamp"] | null;
                    /** @description Where it stands. */
                    locationId: components["schemas"]["LocationId"];
                    /** @description For those who look after it. */
                    name: string;
                    /** @description Whether it is to hand out nothing for now. */
                    outOfService: boolean;
                    /** @description What it says meanwhile. */
                    outOfServiceText: string;
                    /** @description Whose. */
                    tenantId: components["schemas"]["TenantId"];
                    /** @description When it was last changed, RFC 3339. */
                    updatedAt: components["schemas"]["Stamp"];
                    /**
                     * Format: int64
                     * @description Counts changes; send it back when changing it.
                     */
                    version: number;
                }[];
                /** @description Where the next page begins; `null` on the last. */
                nextCursor?: string | null;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_List_LocationView: {
            /** @description One page of a list. */
            data: {
                /** @description The rows. */
                items: (components["schemas"]["PublicLocationView"] & {
                    /** @description When it came to be, RFC 3339. */
                    createdAt: components["schemas"]["Stamp"];
                    /** @description When it was last changed, RFC 3339. */
                    updatedAt: components["schemas"]["Stamp"];
                    /**
                     * Format: int64
                     * @description Counts changes; send it back when changing it.
                     */
                    version: number;
                })[];
                /** @description Where the next page begins; `null` on the last. */
                nextCursor?: string | null;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_List_Person: {
            /** @description One page of a list. */
            data: {
                /** @description The rows. */
                items: {
                    /** @description RFC 3339, UTC. */
                    createdAt: string;
                    /** @example ann@shop.example */
                    email: string;
                    /** @description Whether it was shown that the address is theirs. */
                    emailVerified: boolean;
                    /** @description Who. */
                    id: components["schemas"]["AccountId"];
                    /**
                     * @description Of mails to them.
                     * @example en
                     */
                    language: string;
                    /** @description What they are called; may be empty. */
                    name: string;
                    /** @description Names of built-in roles, ids of the tenant's own. */
                    roles: string[];
                    /** @description Whether they have one. */
                    secondFactor: boolean;
                    status: components["schemas"]["AccountStatus"];
                    tenantId?: components["schemas"]["TenantId"] | null;
                    /**
                     * Format: int64
                     * @description Counts changes.
                     */
                    version: number;
                }[];
                /** @description Where the next page begins; `null` on the last. */
                nextCursor?: string | null;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_List_QueueView: {
            /** @description One page of a list. */
            data: {
                /** @description The rows. */
                items: {
                    /**
                     * Format: int32
                     * @description How long somebody who waits may be silent, in seconds; 0 is for ever.
                     */
                    abandonAfterSeconds: number;
                    /** @description Whether somebody who came now could join. */
                    acceptsJoins: boolean;
                    /**
                     * Format: int32
                     * @description How long somebody may be inside without a sign, in seconds.
                     */
                    activeTimeoutSeconds: number;
                    /**
                     * Format: int32
                     * @description How many are inside.
                     */
                    activeUsers: number;
                    /**
                     * Format: int32
                     * @description How long an offered turn is kept, in seconds.
                     */
                    claimTimeoutSeconds: number;
                    /** @description When it came to be, RFC 3339. */
                    createdAt: string;
                    /** @description About it. */
                    description: string;
                    estimatedWaitSeconds?: components["schemas"]["WaitSeconds"] | null;
                    /**
                     * @description The wait of somebody who joins now, in words.
                     * @example 5 minutes
                     */
                    estimatedWaitTime: string;
                    /** @description Which. */
                    id: components["schemas"]["QueueId"];
                    /** @description Whether it runs at all. */
                    isActive: boolean;
                    /** @description Whether anybody may join. */
                    isPublic: boolean;
                    /** @description What is asked of strangers who join. */
                    joinRules: components["schemas"]["JoinRules"];
                    /**
                     * Format: int64
                     * @description Counts changes of the line.
                     */
                    lineVersion: number;
                    /**
                     * Format: int32
                     * @description How long somebody may be inside at all, in seconds; 0 is without end.
                     */
                    maxActiveSeconds: number;
                    /**
                     * Format: int32
                     * @description The cap.
                     */
                    maxConcurrentUsers: number;
                    /**
                     * Format: int32
                     * @description How many may wait at once; 0 is the tenant's limit.
                     */
                    maxWaiting: number;
                    message?: components["schemas"]["MessageView"] | null;
                    /** @description Its name. */
                    name: string;
                    /** @description When it next opens, RFC 3339; `null` while it is open or if no opening is planned. */
                    opensAt?: string | null;
                    /**
                     * Format: int32
                     * @description How long after its end it is kept whose session one was, in days; 0 is without end.
                     */
                    personalDataDays: number;
                    /** @description Gathering before the opening. */
                    preQueue: components["schemas"]["PreQueue"];
                    /**
                     * Format: int32
                     * @description How many were offered their turn and have not claimed it yet.
                     */
                    releasedUsers: number;
                    /**
                     * Format: int32
                     * @description The rate.
                     */
                    releaseRatePerMinute: number;
                    /** @description By what people are let through. */
                    releases: components["schemas"]["Releases"];
                    schedule?: components["schemas"]["Schedule"] | null;
                    /** @description What it does now. */
                    status: components["schemas"]["QueueStatus"];
                    /** @description Where people go when it is their turn. */
                    targetUrl?: string | null;
                    /** @description Whose. */
                    tenantId: components["schemas"]["TenantId"];
                    /** @description When its settings were last changed, RFC 3339. */
                    updatedAt: string;
                    /**
                     * Format: int64
                     * @description Counts changes of the settings; send it back when changing them.
                     */
                    version: number;
                    /**
                     * Format: int32
                     * @description How many wait.
                     */
                    waitingUsers: number;
                    walkIn?: components["schemas"]["WalkInView"] | null;
                }[];
                /** @description Where the next page begins; `null` on the last. */
                nextCursor?: string | null;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_List_SessionRow: {
            /** @description One page of a list. */
            data: {
                /** @description The rows. */
                items: {
                    appointmentAt?: components["schemas"]["Stamp"] | null;
                    counter?: components["schemas"]["SessionCounter"] | null;
                    deadline?: components["schemas"]["Stamp"] | null;
                    endedAt?: components["schemas"]["Stamp"] | null;
                    /** @description When it joined, RFC 3339. */
                    enqueuedAt: components["schemas"]["Stamp"];
                    estimatedWaitSeconds?: components["schemas"]["SessionWait"] | null;
                    /** @description The wait in English words. */
                    estimatedWaitTime: string;
                    /** @description Whether they were put aside, or booked and are not here yet. */
                    held: boolean;
                    /** @description Which. */
                    id: components["schemas"]["SessionId"];
                    /** @description The integrator's own JSON; masked likewise. */
                    metadata?: Record<string, unknown> | null;
                    /** @description What stands on the ticket; `null` in a queue without walk-in. */
                    number?: string | null;
                    /**
                     * Format: int32
                     * @description How many are still waiting ahead.
                     */
                    peopleAhead?: number | null;
                    /**
                     * Format: int32
                     * @description 1 + the number of people still waiting ahead.
                     */
                    position?: number | null;
                    /**
                     * Format: int32
                     * @description Higher is served first.
                     */
                    priority: number;
                    /** @description Which queue. */
                    queueId: components["schemas"]["QueueId"];
                    releasedAt?: components["schemas"]["Stamp"] | null;
                    servedAt?: components["schemas"]["Stamp"] | null;
                    /** @description Where in its life. */
                    status: components["schemas"]["SessionState"];
                    /** @description Whose queue. */
                    tenantId: components["schemas"]["TenantId"];
                    /**
                     * Format: int32
                     * @description The number drawn when joining.
                     */
                    ticket: number;
                    /** @description Who, in the integrator's words; masked without the permission `personal:read`. */
                    userIdentifier?: string | null;
                }[];
                /** @description Where the next page begins; `null` on the last. */
                nextCursor?: string | null;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_List_TenantView: {
            /** @description One page of a list. */
            data: {
                /** @description The rows. */
                items: {
                    /** @description Its own settings. */
                    configuration: Record<string, unknown>;
                    /** @description RFC 3339, UTC. */
                    createdAt: string;
                    /**
                     * @description Its own domain, lower-case.
                     * @example shop.example
                     */
                    domain?: string | null;
                    /** @description Which. */
                    id: components["schemas"]["TenantId"];
                    /** @description What it may use. */
                    limits: components["schemas"]["Limits"];
                    /**
                     * @description Shown to people.
                     * @example Corner shop
                     */
                    name: string;
                    /** @description Whether its queues run. */
                    status: components["schemas"]["TenantStatus"];
                    /** @description RFC 3339, UTC. */
                    updatedAt: string;
                    /**
                     * Format: int64
                     * @description Counts changes; send it with a change to be refused if somebody else was faster.
                     */
                    version: number;
                }[];
                /** @description Where the next page begins; `null` on the last. */
                nextCursor?: string | null;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_LocationView: {
            /** @description A location as its tenant sees it. */
            data: components["schemas"]["PublicLocationView"] & {
                /** @description When it came to be, RFC 3339. */
                createdAt: components["schemas"]["Stamp"];
                /** @description When it was last changed, RFC 3339. */
                updatedAt: components["schemas"]["Stamp"];
                /**
                 * Format: int64
                 * @description Counts changes; send it back when changing it.
                 */
                version: number;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_Me: {
            /** @description Whoever is signed in. */
            data: {
                /** @description RFC 3339, UTC. */
                createdAt: string;
                /** @example ann@shop.example */
                email: string;
                /** @description Whether it was shown that the address is theirs. */
                emailVerified: boolean;
                /** @description Which account. */
                id: components["schemas"]["AccountId"];
                /**
                 * @description Of mails to them.
                 * @example en
                 */
                language: string;
                /** @description What they are called; may be empty. */
                name: string;
                /** @description As in the access token. */
                permissions: components["schemas"]["Permission"][];
                /** @description As in the access token. */
                roles: string[];
                /** @description Whether they have one. */
                secondFactor: boolean;
                tenantId?: components["schemas"]["TenantId"] | null;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_NewEnqueueKey: {
            /** @description A key that was just made. */
            data: components["schemas"]["EnqueueKeyView"] & {
                /** @description The shared secret: 32 bytes in base64url, to sign with as bytes. Shown once; `null` for a key of one's own. */
                secret?: string | null;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_NewInviteCodes: {
            /** @description Invite codes that were just made. */
            data: {
                /** @description In the order in which they were made. */
                codes: components["schemas"]["NewInviteCode"][];
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_NewKeyView: {
            /** @description A key that was just made. */
            data: components["schemas"]["KeyView"] & {
                /**
                 * @description The key itself, to be sent as `Authorization: Bearer …`. Shown once.
                 * @example vqk_…
                 */
                secret: string;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_Offers: {
            /** @description The buttons of a sign-in page. */
            data: {
                items: components["schemas"]["Offer"][];
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_Person: {
            /** @description Somebody who can sign in. */
            data: {
                /** @description RFC 3339, UTC. */
                createdAt: string;
                /** @example ann@shop.example */
                email: string;
                /** @description Whether it was shown that the address is theirs. */
                emailVerified: boolean;
                /** @description Who. */
                id: components["schemas"]["AccountId"];
                /**
                 * @description Of mails to them.
                 * @example en
                 */
                language: string;
                /** @description What they are called; may be empty. */
                name: string;
                /** @description Names of built-in roles, ids of the tenant's own. */
                roles: string[];
                /** @description Whether they have one. */
                secondFactor: boolean;
                status: components["schemas"]["AccountStatus"];
                tenantId?: components["schemas"]["TenantId"] | null;
                /**
                 * Format: int64
                 * @description Counts changes.
                 */
                version: number;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_Policy: {
            /** @description What is demanded of those who sign in. */
            data: {
                /** @description Whoever has one of these roles must have a second factor. */
                secondFactorRoles: string[];
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_ProviderList: {
            /** @description The tenant's providers of identities. */
            data: {
                /** @description In the order of their creation. */
                items: components["schemas"]["ProviderView"][];
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_ProviderView: {
            /** @description A provider of identities, without its secret. */
            data: {
                clientId: string;
                createAccounts: boolean;
                defaultRoles: string[];
                enabled: boolean;
                /** @description Names of built-in roles, ids of the tenant's own, by group. */
                groupRoles: {
                    [key: string]: string[];
                };
                groupsClaim?: string | null;
                /** @description Which. */
                id: components["schemas"]["ProviderId"];
                /** @example https://id.shop.example */
                issuer: string;
                /** @example Staff */
                name: string;
                /** @description To be allowed at the provider. */
                redirectUri: string;
                scopes: string[];
                /**
                 * Format: int64
                 * @description Counts changes.
                 */
                version: number;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_PublicLocationView: {
            /** @description A location as everybody may see it. */
            data: {
                /** @description Where it is. */
                address: string;
                closesAt?: components["schemas"]["Stamp"] | null;
                hours?: components["schemas"]["Schedule"] | null;
                /** @description Which. */
                id: components["schemas"]["LocationId"];
                /** @description Whether it is. */
                isOpen: boolean;
                /** @description In which people are spoken to, the first before the others. */
                languages: string[];
                message?: components["schemas"]["Said"] | null;
                /** @description Its name. */
                name: string;
                opensAt?: components["schemas"]["Stamp"] | null;
                /** @description What is offered. */
                services: components["schemas"]["ServiceView"][];
                /** @description Whose. */
                tenantId: components["schemas"]["TenantId"];
                /** @description IANA name. */
                timeZone: string;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_QueueView: {
            /** @description A queue: what it does now, and how it is set up. */
            data: {
                /**
                 * Format: int32
                 * @description How long somebody who waits may be silent, in seconds; 0 is for ever.
                 */
                abandonAfterSeconds: number;
                /** @description Whether somebody who came now could join. */
                acceptsJoins: boolean;
                /**
                 * Format: int32
                 * @description How long somebody may be inside without a sign, in seconds.
                 */
                activeTimeoutSeconds: number;
                /**
                 * Format: int32
                 * @description How many are inside.
                 */
                activeUsers: number;
                /**
                 * Format: int32
                 * @description How long an offered turn is kept, in seconds.
                 */
                claimTimeoutSeconds: number;
                /** @description When it came to be, RFC 3339. */
                createdAt: string;
                /** @description About it. */
                description: string;
                estimatedWaitSeconds?: components["schemas"]["WaitSeconds"] | null;
                /**
                 * @description The wait of somebody who joins now, in words.
                 * @example 5 minutes
                 */
                estimatedWaitTime: string;
                /** @description Which. */
                id: components["schemas"]["QueueId"];
                /** @description Whether it runs at all. */
                isActive: boolean;
                /** @description Whether anybody may join. */
                isPublic: boolean;
                /** @description What is asked of strangers who join. */
                joinRules: components["schemas"]["JoinRules"];
                /**
                 * Format: int64
                 * @description Counts changes of the line.
                 */
                lineVersion: number;
                /**
                 * Format: int32
                 * @description How long somebody may be inside at all, in seconds; 0 is without end.
                 */
                maxActiveSeconds: number;
                /**
                 * Format: int32
                 * @description The cap.
                 */
                maxConcurrentUsers: number;
                /**
                 * Format: int32
                 * @description How many may wait at once; 0 is the tenant's limit.
                 */
                maxWaiting: number;
                message?: components["schemas"]["MessageView"] | null;
                /** @description Its name. */
                name: string;
                /** @description When it next opens, RFC 3339; `null` while it is open or if no opening is planned. */
                opensAt?: string | null;
                /**
                 * Format: int32
                 * @description How long after its end it is kept whose session one was, in days; 0 is without end.
                 */
                personalDataDays: number;
                /** @description Gathering before the opening. */
                preQueue: components["schemas"]["PreQueue"];
                /**
                 * Format: int32
                 * @description How many were offered their turn and have not claimed it yet.
                 */
                releasedUsers: number;
                /**
                 * Format: int32
                 * @description The rate.
                 */
                releaseRatePerMinute: number;
                /** @description By what people are let through. */
                releases: components["schemas"]["Releases"];
                schedule?: components["schemas"]["Schedule"] | null;
                /** @description What it does now. */
                status: components["schemas"]["QueueStatus"];
                /** @description Where people go when it is their turn. */
                targetUrl?: string | null;
                /** @description Whose. */
                tenantId: components["schemas"]["TenantId"];
                /** @description When its settings were last changed, RFC 3339. */
                updatedAt: string;
                /**
                 * Format: int64
                 * @description Counts changes of the settings; send it back when changing them.
                 */
                version: number;
                /**
                 * Format: int32
                 * @description How many wait.
                 */
                waitingUsers: number;
                walkIn?: components["schemas"]["WalkInView"] | null;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_Reconciliation: {
            /** @description What became of all of them, in the order in which they were sent. */
            data: {
                /** @description One for each ticket. */
                tickets: components["schemas"]["Reconciled"][];
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_Recovery: {
            /** @description What brings a place to another device. */
            data: {
                /**
                 * @description To be typed in.
                 * @example 7K3M-9QXT-2V4B-H8NR
                 */
                code: string;
                /** @description The URL as a QR code, an SVG image. */
                qrSvg: string;
                /** @description To be opened. */
                url: string;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_RecoveryCodes: {
            /** @description For whoever loses the authenticator: each works once. */
            data: {
                /** @description Shown once. */
                recoveryCodes: string[];
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_ReservationView: {
            /** @description Numbers that nobody else gets. */
            data: {
                /** @description What is not reported by then is given up, RFC 3339. */
                expiresAt: components["schemas"]["Stamp"];
                /** @description As they stand on tickets, in order. */
                numbers: string[];
                /** @description Of which service. */
                queueId: components["schemas"]["QueueId"];
                /**
                 * Format: uuid
                 * @description Which reservation.
                 */
                reservationId: string;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_RewrapView: {
            /** @description How many keys were wrapped anew. */
            data: {
                /**
                 * Format: int64
                 * @description How many.
                 */
                rewrapped: number;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_RoleList: {
            /** @description The roles that people of a tenant can have. */
            data: {
                /** @description The built-in ones first. */
                items: components["schemas"]["RoleView"][];
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_RoleView: {
            /** @description A role, built in or the tenant's own. */
            data: {
                builtIn: boolean;
                /**
                 * @description What stands in lists of roles.
                 * @example operator
                 */
                id: string;
                name: string;
                permissions: components["schemas"]["Permission"][];
                /**
                 * Format: int64
                 * @description Counts changes.
                 */
                version: number;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_RotationView: {
            /** @description A new signing key. */
            data: {
                /**
                 * Format: int32
                 * @description Counts up.
                 */
                number: number;
                /** @description What it signs. */
                purpose: string;
                /** @description When it begins to sign, RFC 3339. It is published before. */
                signsFrom: string;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_SchedulePreview: {
            /** @description What a schedule does from now on. */
            data: {
                /** @description Whether a queue with this schedule would be open now. */
                isOpen: boolean;
                /** @description When that changes, RFC 3339; `null` for never. */
                nextChange?: string | null;
                /** @description The openings to come, in their order; the present one is not among them. */
                openings: components["schemas"]["Opening"][];
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_SecondFactorView: {
            /** @description Whether one has a second factor. */
            data: {
                enabled: boolean;
                /**
                 * Format: int32
                 * @description Recovery codes that were not used yet.
                 */
                recoveryCodesLeft: number;
                /** @description Whether a role demands it. */
                required: boolean;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_SessionHistory: {
            /** @description What happened to one session. */
            data: {
                /** @description The oldest first. */
                items: components["schemas"]["HistoryItem"][];
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_SessionList: {
            /** @description Where one is signed in. */
            data: {
                /** @description The latest used first. */
                items: components["schemas"]["SignInView"][];
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_SessionRow: {
            /** @description A session as staff sees it. */
            data: {
                appointmentAt?: components["schemas"]["Stamp"] | null;
                counter?: components["schemas"]["SessionCounter"] | null;
                deadline?: components["schemas"]["Stamp"] | null;
                endedAt?: components["schemas"]["Stamp"] | null;
                /** @description When it joined, RFC 3339. */
                enqueuedAt: components["schemas"]["Stamp"];
                estimatedWaitSeconds?: components["schemas"]["SessionWait"] | null;
                /** @description The wait in English words. */
                estimatedWaitTime: string;
                /** @description Whether they were put aside, or booked and are not here yet. */
                held: boolean;
                /** @description Which. */
                id: components["schemas"]["SessionId"];
                /** @description The integrator's own JSON; masked likewise. */
                metadata?: Record<string, unknown> | null;
                /** @description What stands on the ticket; `null` in a queue without walk-in. */
                number?: string | null;
                /**
                 * Format: int32
                 * @description How many are still waiting ahead.
                 */
                peopleAhead?: number | null;
                /**
                 * Format: int32
                 * @description 1 + the number of people still waiting ahead.
                 */
                position?: number | null;
                /**
                 * Format: int32
                 * @description Higher is served first.
                 */
                priority: number;
                /** @description Which queue. */
                queueId: components["schemas"]["QueueId"];
                releasedAt?: components["schemas"]["Stamp"] | null;
                servedAt?: components["schemas"]["Stamp"] | null;
                /** @description Where in its life. */
                status: components["schemas"]["SessionState"];
                /** @description Whose queue. */
                tenantId: components["schemas"]["TenantId"];
                /**
                 * Format: int32
                 * @description The number drawn when joining.
                 */
                ticket: number;
                /** @description Who, in the integrator's words; masked without the permission `personal:read`. */
                userIdentifier?: string | null;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_SessionView: {
            /** @description A session as its holder sees it. */
            data: {
                activeUntil?: components["schemas"]["Stamp"] | null;
                appointmentAt?: components["schemas"]["Stamp"] | null;
                calledTo?: components["schemas"]["CalledTo"] | null;
                /** @description Whether the claim window can still be extended. */
                canExtendClaim: boolean;
                claimBy?: components["schemas"]["Stamp"] | null;
                /** @description When it joined, RFC 3339. */
                enqueuedAt: components["schemas"]["Stamp"];
                estimatedWaitSeconds?: components["schemas"]["SessionWait"] | null;
                /**
                 * @description The wait in English words.
                 * @example 5 minutes
                 */
                estimatedWaitTime: string;
                /** @description Whether they were put aside, or booked and are not here yet. */
                held: boolean;
                /** @description Which. */
                id: components["schemas"]["SessionId"];
                /** @description Whether the visitor still waits. */
                inWaitingRoom: boolean;
                /** @description When this was true, RFC 3339. */
                lastUpdated: components["schemas"]["Stamp"];
                locationId?: components["schemas"]["LocationId"] | null;
                message?: components["schemas"]["SessionMessage"] | null;
                movedTo?: components["schemas"]["MovedTo"] | null;
                /**
                 * @description What stands on the ticket; `null` in a queue without walk-in.
                 * @example A042
                 */
                number?: string | null;
                opensAt?: components["schemas"]["Stamp"] | null;
                /**
                 * Format: int32
                 * @description How many are still waiting ahead.
                 */
                peopleAhead?: number | null;
                /**
                 * Format: int32
                 * @description The place in the frame's numbering; `null` before places are drawn.
                 */
                place?: number | null;
                /**
                 * Format: int32
                 * @description When to ask again, in seconds.
                 */
                pollAfterSeconds: number;
                /**
                 * Format: int32
                 * @description 1 + the number of people still waiting ahead; `null` when not waiting, or before places are drawn.
                 */
                position?: number | null;
                /**
                 * Format: int32
                 * @description Higher is served first.
                 */
                priority: number;
                /** @description Which queue. */
                queueId: components["schemas"]["QueueId"];
                /** @description Whether nobody more may join. */
                queueIsFull: boolean;
                /** @description Its name. */
                queueName: string;
                /** @description What the queue does. */
                queueState: components["schemas"]["QueueStatus"];
                /**
                 * Format: int64
                 * @description Of the line.
                 */
                queueVersion: number;
                /**
                 * Format: int32
                 * @description As [`Self::poll_after_seconds`].
                 */
                refreshIntervalSeconds: number;
                releasedAt?: components["schemas"]["Stamp"] | null;
                servedAt?: components["schemas"]["Stamp"] | null;
                /** @description The session's proof; in answers to join and recover. */
                sessionToken?: string | null;
                /** @description Where in its life. */
                status: components["schemas"]["SessionState"];
                /** @description Whose queue. */
                tenantId: components["schemas"]["TenantId"];
                /**
                 * Format: int32
                 * @description The number drawn when joining.
                 */
                ticket: number;
                /**
                 * Format: int64
                 * @description The wait in whole minutes, rounded up.
                 */
                waitTime: number;
                /** @description As [`Self::estimated_wait_time`]. */
                waitTimeFormatted: string;
                /** @description Whether [`Self::wait_time`] is known. */
                waitTimeKnown: boolean;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_SignIn: {
            /** @description How far somebody came who signs in; told apart by `status`. */
            data: components["schemas"]["TokensView"] | components["schemas"]["ChallengeView"];
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_SubjectErasure: {
            /** @description What was erased. */
            data: {
                /**
                 * Format: int64
                 * @description How many rules of the block and allow lists about this identifier were removed. Other nodes follow within two seconds.
                 */
                accessRules: number;
                /** @description When, RFC 3339. */
                erasedAt: components["schemas"]["Stamp"];
                /**
                 * Format: int64
                 * @description Of how many sessions identifier and metadata were erased. The sessions themselves stay, so that all counts do.
                 */
                sessions: number;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_SubjectExport: {
            /** @description All there is about somebody. */
            data: {
                /** @description Rules of the block and allow lists about this identifier; in the first part. */
                accessRules: components["schemas"]["SubjectRuleView"][];
                /** @description When it was looked up, RFC 3339. */
                exportedAt: components["schemas"]["Stamp"];
                /** @description Send it as `cursor` for the part after this one. */
                nextCursor?: string | null;
                /** @description Their sessions, at most 200. */
                sessions: components["schemas"]["SubjectSessionView"][];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
                /** @description Who. */
                userIdentifier: string;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_TenantDeletionView: {
            /** @description How far the deletion of a tenant is. */
            data: {
                /** @description Whether every table was found to hold nothing of it. */
                finished: boolean;
                /** @description When, RFC 3339, UTC; `null` before. */
                finishedAt?: string | null;
                /**
                 * @description How many of what was removed from Redis at once, where everything ends by itself within the hour; `null` without Redis, and
                 *     if it could not be reached.
                 */
                removedFromRedis?: {
                    [key: string]: number;
                } | null;
                /** @description RFC 3339, UTC. */
                requestedAt: string;
                /** @description Who said so. */
                requestedBy: components["schemas"]["AccountId"];
                /** @description How many rows of each table were its when it was deleted. */
                rows: {
                    [key: string]: number;
                };
                /** @description How many are left, as it was last counted; empty once there are none. */
                rowsLeft: {
                    [key: string]: number;
                };
                /** @description Which. */
                tenantId: components["schemas"]["TenantId"];
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_TenantDomainList: {
            /** @description All domains of a tenant. */
            data: {
                /** @description In the order of their creation. */
                items: components["schemas"]["TenantDomainView"][];
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_TenantDomainRemoved: {
            /** @description What became of a domain that was removed. */
            data: {
                /** @description Which. */
                id: components["schemas"]["DomainId"];
                /**
                 * @description `true`
                 * @example true
                 */
                removed: boolean;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_TenantDomainView: {
            /** @description A domain of a tenant. */
            data: {
                /** @description RFC 3339, UTC. */
                createdAt: string;
                /** @description By whom. */
                createdBy: components["schemas"]["AccountId"];
                /**
                 * @description As people write it.
                 * @example queue.shop.example
                 */
                displayName: string;
                /**
                 * @description The name of the TXT record that has to have the token: the other way.
                 * @example _virtual-queue.queue.shop.example
                 */
                dnsName: string;
                /**
                 * @description Where the domain's web server has to have the token and nothing else: one of two ways to show whose the domain is.
                 * @example http://queue.shop.example/.well-known/virtual-queue-domain
                 */
                httpUrl: string;
                /** @description Which. */
                id: components["schemas"]["DomainId"];
                /**
                 * @description In its one form: lower case, other letters in punycode.
                 * @example queue.shop.example
                 */
                name: string;
                /** @description Whether links and QR codes begin with it. */
                primary: boolean;
                proof?: components["schemas"]["DomainProof"] | null;
                /** @description What has to be found at the domain. */
                token: string;
                /**
                 * @description What links to it begin with.
                 * @example https://queue.shop.example
                 */
                url: string;
                /** @description Whether it was shown to be the tenant's: only then do its pages appear there. */
                verified: boolean;
                /** @description When, RFC 3339, UTC. */
                verifiedAt?: string | null;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_TenantUsageView: {
            /** @description How much a tenant uses. */
            data: {
                /** @description Rules of block and allow lists. */
                accessRules: components["schemas"]["LimitUsage"];
                /** @description Invite codes of all queues; each may have so many. */
                inviteCodes: components["schemas"]["LimitUsage"];
                /**
                 * Format: int64
                 * @description People waiting, offered their turn or inside, in all queues.
                 */
                liveSessions: number;
                /** @description Keys of programs. */
                maxApiKeys: components["schemas"]["LimitUsage"];
                /** @description The highest `maxConcurrentUsers` of its queues. */
                maxConcurrentUsers: components["schemas"]["LimitUsage"];
                /** @description Counters. */
                maxCounters: components["schemas"]["LimitUsage"];
                /** @description Domains. */
                maxDomains: components["schemas"]["LimitUsage"];
                /** @description Kiosks. */
                maxKiosks: components["schemas"]["LimitUsage"];
                /** @description Locations. */
                maxLocations: components["schemas"]["LimitUsage"];
                /** @description People who sign in. For the limit those count, too, who are invited. */
                maxPeople: components["schemas"]["LimitUsage"];
                /** @description Queues. */
                maxQueues: components["schemas"]["LimitUsage"];
                /** @description People waiting in the queue in which most wait. */
                maxWaiting: components["schemas"]["LimitUsage"];
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_TenantView: {
            /** @description A tenant. */
            data: {
                /** @description Its own settings. */
                configuration: Record<string, unknown>;
                /** @description RFC 3339, UTC. */
                createdAt: string;
                /**
                 * @description Its own domain, lower-case.
                 * @example shop.example
                 */
                domain?: string | null;
                /** @description Which. */
                id: components["schemas"]["TenantId"];
                /** @description What it may use. */
                limits: components["schemas"]["Limits"];
                /**
                 * @description Shown to people.
                 * @example Corner shop
                 */
                name: string;
                /** @description Whether its queues run. */
                status: components["schemas"]["TenantStatus"];
                /** @description RFC 3339, UTC. */
                updatedAt: string;
                /**
                 * Format: int64
                 * @description Counts changes; send it with a change to be refused if somebody else was faster.
                 */
                version: number;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_TicketView: {
            /** @description A ticket as a kiosk prints it. */
            data: {
                /** @description When they came, RFC 3339. */
                enqueuedAt: components["schemas"]["Stamp"];
                estimatedWaitSeconds?: components["schemas"]["CounterWait"] | null;
                /** @description The wait in words. */
                estimatedWaitTime: string;
                /** @description What stands on it. */
                number?: string | null;
                /**
                 * Format: int32
                 * @description 1 + the number of people still waiting ahead.
                 */
                position?: number | null;
                /** @description The same as a QR code, an SVG image. */
                qrSvg: string;
                /** @description In which queue. */
                queueId: components["schemas"]["QueueId"];
                /** @description Its name. */
                queueName: string;
                /** @description Which session. */
                sessionId: components["schemas"]["SessionId"];
                /** @description The session's proof. */
                sessionToken: string;
                /** @description Where in its life. */
                status: components["schemas"]["SessionState"];
                /**
                 * Format: int32
                 * @description The ticket.
                 */
                ticket: number;
                /** @description Brings the place to a phone. */
                url: string;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_TokensView: {
            /** @description What somebody who signed in is given. */
            data: {
                /** @description Send it as `Authorization: Bearer …`. */
                accessToken: string;
                /**
                 * Format: int32
                 * @description How long the access token is good, in seconds.
                 * @example 900
                 */
                expiresIn: number;
                /** @description After a first enrolment: to be kept in a safe place. Shown once. */
                recoveryCodes?: string[] | null;
                /** @description Exchange it once for the next pair at `/v1/auth/refresh`. Using one twice ends the sign-in. */
                refreshToken: string;
                /**
                 * @description `signed_in`
                 * @example signed_in
                 */
                status: string;
                /**
                 * @description `Bearer`
                 * @example Bearer
                 */
                tokenType: string;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description Success: `data` is there and `errors` is `null`. Only its OpenAPI schema is used: answers are written by [`Reply`]. */
        Envelope_WorkChallengeView: {
            /** @description What has to be computed before joining. */
            data: {
                /**
                 * @description How the puzzles are hashed.
                 * @example SHA-256
                 */
                algorithm: string;
                /**
                 * Format: int32
                 * @description How many zero bits.
                 */
                bits: number;
                /** @description The challenge, to be sent back as it is. `null` if nothing is asked. */
                challenge?: string | null;
                /** @description Until when it can be used, RFC 3339; `null` if nothing is asked. */
                expiresAt?: string | null;
                /**
                 * Format: int32
                 * @description How many puzzles there are. Puzzle `i` (from 0) is solved by a number `n` below 2^32 for which the hash of
                 *     `SHA-256(challenge) ‖ i ‖ n` (32 bytes, one, and four, big-endian) begins with `bits` zero bits.
                 */
                puzzles: number;
                /** @description Whether anything has to be. If not, join without. */
                required: boolean;
            };
            /** @description `null` */
            errors?: components["schemas"]["ErrorItem"][] | null;
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `true`
             * @example true
             */
            success: boolean;
        };
        /** @description One thing that is wrong. */
        ErrorItem: {
            /**
             * @description Stable; see the list of codes in the documentation.
             * @example invalid_field
             */
            code: string;
            /** @description Which field it is about. */
            field?: string | null;
            limit?: components["schemas"]["LimitItem"] | null;
            /** @description For a person: what is wrong and what would be right. */
            message: string;
        };
        /** @description One opening, once. */
        Event: {
            /** @description RFC 3339. */
            from: string;
            /** @description RFC 3339, after `from`. */
            to: string;
        };
        /** @description A date that differs from the week: closed, or open at other times. */
        Exception: {
            /** @description Local date, `YYYY-MM-DD`. */
            date: string;
            /** @description Open from, `HH:MM`; absent: closed all day. */
            from?: string | null;
            /** @description Open to, `HH:MM`. */
            to?: string | null;
        };
        /** @description Failure: `data` is `null`, `errors` says why. */
        Failure: {
            /** @description `null` */
            data?: string | null;
            /** @description What is wrong; the first is what the whole is about. */
            errors: components["schemas"]["ErrorItem"][];
            /** @description About the answer. */
            metadata: components["schemas"]["Metadata"];
            /**
             * @description `false`
             * @example false
             */
            success: boolean;
        };
        /** @description How fast people are let through and how many at once. A field that is absent stays as it is. */
        FlowInput: {
            /**
             * Format: int32
             * @description Most people who are offered their turn or are inside at once; never exceeded. 1 to the tenant's limit.
             */
            maxConcurrentUsers?: number | null;
            /**
             * Format: int32
             * @description People let through per minute, 1 to 6,000,000.
             */
            releaseRatePerMinute?: number | null;
            /**
             * Format: int64
             * @description The `version` that the change was made on. If the queue has another by now, nothing is changed.
             */
            version?: number | null;
        };
        /** @description A time of which something was lost: records were dropped before they could be counted. */
        GapView: {
            /** @description From when. */
            from: components["schemas"]["Stamp"];
            /** @description Until when. */
            to: components["schemas"]["Stamp"];
        };
        /** @description What the last redirect brought in its fragment. */
        Handover: {
            code: string;
        };
        /** @description How the process is. */
        HealthView: {
            /** @description `ok` */
            status: string;
            /** @description The version of the program. */
            version: string;
        };
        /** @description One thing that happened. */
        HistoryItem: {
            /** @description When. */
            at: components["schemas"]["Stamp"];
            /**
             * @description `joined`, `released`, `claimed`, `priority_changed`, or how it ended: `completed`, `left`, `abandoned`, `no_show`,
             *     `expired`, `removed`, `transferred`.
             */
            event: string;
            /**
             * Format: int32
             * @description Of `priority_changed`: the one before.
             */
            fromPriority?: number | null;
            /**
             * Format: int32
             * @description Of `priority_changed`: the new one.
             */
            toPriority?: number | null;
        };
        /**
         * Format: uuid
         * @description An invitation to join.
         */
        InvitationId: string;
        /** @description Whom to invite. */
        InvitationInput: {
            /** @example ann@shop.example */
            email: string;
            /** @description Of the mail; English if absent. */
            language?: string | null;
            /** @description Names of built-in roles, ids of the tenant's own. */
            roles: string[];
        };
        /** @description Somebody who was asked to join. */
        InvitationView: {
            /** @description RFC 3339, UTC. */
            createdAt: string;
            /** @example ann@shop.example */
            email: string;
            /** @description RFC 3339, UTC. */
            expiresAt: string;
            /** @description Which. */
            id: components["schemas"]["InvitationId"];
            /** @description By whom. */
            invitedBy: components["schemas"]["AccountId"];
            /** @description Of the mail. */
            language: string;
            /** @description Names of built-in roles, ids of the tenant's own. */
            roles: string[];
        };
        /**
         * Format: uuid
         * @description A code that lets somebody into a queue.
         */
        InviteCodeId: string;
        /** @description Invite codes to be. */
        InviteCodesInput: {
            /**
             * Format: int32
             * @description How many codes, 1 to 1,000; 1 if absent.
             */
            count?: number | null;
            /** @description RFC 3339; absent: they do not expire. */
            expiresAt?: string | null;
            /**
             * @description What they are for, up to 100 characters.
             * @example Press
             */
            label?: string;
            /**
             * Format: int32
             * @description How many may join with each, 1 to 1,000,000; 1 if absent.
             */
            maxUses?: number | null;
        };
        /** @description An invite code, without the code. */
        InviteCodeView: {
            /** @description RFC 3339, UTC. */
            createdAt: string;
            /** @description By whom. */
            createdBy: components["schemas"]["AccountId"];
            /** @description RFC 3339, UTC; `null`: it does not expire. */
            expiresAt?: string | null;
            /**
             * @description The last four letters of the code.
             * @example H8NR
             */
            hint: string;
            /** @description Which. */
            id: components["schemas"]["InviteCodeId"];
            /** @description What it is for. */
            label: string;
            /**
             * Format: int32
             * @description How many may join with it.
             */
            maxUses: number;
            /**
             * Format: int32
             * @description How many have.
             */
            uses: number;
        };
        /** @description What somebody who was invited is told. */
        Invited: {
            /** @example ann@shop.example */
            email: string;
            /** @description RFC 3339, UTC. */
            expiresAt: string;
            /** @description Names of built-in roles, ids of the tenant's own. */
            roles: string[];
            /** @description Into what. */
            tenantName: string;
        };
        /** @description A ticket that was handed out without the server. */
        IssuedTicket: {
            /** @description As it stands on the ticket. */
            number: string;
            /** @description For which service. */
            queueId: components["schemas"]["QueueId"];
            /**
             * Format: uuid
             * @description From which reservation.
             */
            reservationId: string;
            /** @description When it was taken, RFC 3339. */
            takenAt: string;
        };
        /** @description Who wants to get in line, and which. */
        JoinInput: {
            /**
             * Format: date-time
             * @description Books for then, RFC 3339, in a queue that is offered at a location; needs the permission `session:write`.
             */
            appointmentAt?: string | null;
            /** @description A token of the tenant's shop, which says who it is and that they may join. Its `sub` is the `userIdentifier`. */
            enqueueToken?: string | null;
            /**
             * @description For a queue whose `joinRules` say `inviteOnly`.
             * @example 7K3M-9QXT-2V4B-H8NR
             */
            inviteCode?: string | null;
            /** @description JSON object of the integrator's own, up to 4,096 bytes. */
            metadata?: Record<string, unknown> | null;
            /**
             * Format: int32
             * @description 0 to 9, higher is served first; needs the permission `session:prioritize` unless 0.
             */
            priority?: number | null;
            proofOfWork?: components["schemas"]["ProofInput"] | null;
            /** @description Which queue. */
            queueId: components["schemas"]["QueueId"];
            /** @description Who it is, in the integrator's words; they have one session in a queue. 1 to 256 characters. */
            userIdentifier?: string | null;
        };
        /** @description What is asked of strangers who join a queue. */
        JoinRules: {
            /**
             * @description Whether an identifier counts only if an enqueue token names it: nobody can take the place of another's name.
             * @default false
             */
            identifierRequiresToken: boolean;
            /**
             * @description Whether only those may join who have an invite code or an enqueue token.
             * @default false
             */
            inviteOnly: boolean;
            /**
             * Format: int32
             * @description Most joins in a minute from one address (an IPv4 address or the /64 network of an IPv6 address), 1 to 1,000,000; 0 is
             *     the server's own limit.
             * @default 0
             */
            perAddressPerMinute: number;
            /**
             * Format: int32
             * @description Most joins in a minute with one identifier, 1 to 1,000,000; 0 is the server's own limit.
             * @default 0
             */
            perIdentifierPerMinute: number;
            /**
             * @description How much their machine has to compute; harder under attack.
             * @default off
             */
            proofOfWork: components["schemas"]["ProofOfWork"];
        };
        /** @description A key to be. */
        KeyInput: {
            /** @description RFC 3339; absent: it does not expire. */
            expiresAt?: string | null;
            /**
             * @description What it is for.
             * @example Till 3
             */
            name: string;
            /** @description None that one does not have oneself. */
            permissions: components["schemas"]["Permission"][];
        };
        /** @description Whose keys to rotate. */
        KeyRotationInput: {
            /** @description Which of them: `seal` if absent. The platform's own key of the use `index` stays as it is. */
            keyUse?: components["schemas"]["DataKeyUse"];
            tenantId?: components["schemas"]["TenantId"] | null;
        };
        /** @description How far personal data has been sealed under a new key. */
        KeyRotationView: {
            finishedAt?: components["schemas"]["Stamp"] | null;
            /** @description Whether it is that first sealing. */
            first: boolean;
            /** @description What the key is for. */
            keyUse: components["schemas"]["DataKeyUse"];
            /**
             * Format: int32
             * @description The number of the new key.
             */
            number: number;
            /**
             * Format: int64
             * @description Rows seen in this round. There are rounds until one finds nothing to do.
             */
            rowsDone: number;
            /**
             * Format: int64
             * @description Rows sealed so far.
             */
            rowsSealed: number;
            /**
             * Format: int64
             * @description Rows to be seen in a round.
             */
            rowsTotal: number;
            tenantId?: components["schemas"]["TenantId"] | null;
        };
        /** @description A program's key. */
        KeyView: {
            /** @description RFC 3339, UTC. */
            createdAt: string;
            /** @description By whom. */
            createdBy: components["schemas"]["AccountId"];
            /** @description RFC 3339, UTC; `null`: it does not expire. */
            expiresAt?: string | null;
            /** @description Which. */
            id: components["schemas"]["ApiKeyId"];
            /** @description To some minutes. RFC 3339, UTC; `null`: never. */
            lastUsedAt?: string | null;
            name: string;
            /** @description What it may do at most. */
            permissions: components["schemas"]["Permission"][];
            /**
             * @description How it begins.
             * @example vqk_4fzN2x
             */
            prefix: string;
        };
        /**
         * Format: uuid
         * @description A device that hands out tickets at a location.
         */
        KioskId: string;
        /** @description A kiosk as it is to be. When changing one, a field that is absent stays as it is. */
        KioskInput: {
            locationId?: components["schemas"]["LocationId"] | null;
            /** @description For those who look after it, 1 to 200 characters. Needed when creating. */
            name?: string | null;
            /** @description Whether it is to hand out nothing for now. */
            outOfService?: boolean | null;
            /** @description What it says meanwhile, up to 500 characters. */
            outOfServiceText?: string | null;
            /**
             * Format: int64
             * @description When changing: the `version` that the change was made on. If the kiosk has another by now, nothing is changed.
             */
            version?: number | null;
        };
        /** @description A kiosk. */
        KioskView: {
            /** @description When it came to be, RFC 3339. */
            createdAt: components["schemas"]["Stamp"];
            /** @description What it proves itself with; in answers to its registration and to a renewal alone. */
            deviceToken?: string | null;
            /** @description Which. */
            id: components["schemas"]["KioskId"];
            lastSeenAt?: components["schemas"]["Stamp"] | null;
            /** @description Where it stands. */
            locationId: components["schemas"]["LocationId"];
            /** @description For those who look after it. */
            name: string;
            /** @description Whether it is to hand out nothing for now. */
            outOfService: boolean;
            /** @description What it says meanwhile. */
            outOfServiceText: string;
            /** @description Whose. */
            tenantId: components["schemas"]["TenantId"];
            /** @description When it was last changed, RFC 3339. */
            updatedAt: components["schemas"]["Stamp"];
            /**
             * Format: int64
             * @description Counts changes; send it back when changing it.
             */
            version: number;
        };
        /** @description A limit that is reached or gone over. */
        LimitItem: {
            /**
             * @description Stable; see the list of limits in the documentation.
             * @example maxQueues
             */
            name: string;
            /**
             * Format: int64
             * @description What is used, or what was sent; `null` where that is not known or not told.
             * @example 100
             */
            used?: number | null;
            /**
             * Format: int64
             * @description The most that is allowed.
             * @example 100
             */
            value: number;
        };
        /** @description How much of the platform a tenant may use. */
        Limits: {
            /**
             * Format: int32
             * @description API calls an hour.
             * @default 10000
             */
            apiRequestsPerHour: number;
            /**
             * Format: int32
             * @description API calls a minute.
             * @default 1000
             */
            apiRequestsPerMinute: number;
            /**
             * Format: int32
             * @description How many keys of programs may exist.
             * @default 200
             */
            maxApiKeys: number;
            /**
             * Format: int32
             * @description The highest `maxConcurrentUsers` a queue may have.
             * @default 1000000
             */
            maxConcurrentUsers: number;
            /**
             * Format: int32
             * @description How many counters may exist, at all locations.
             * @default 5000
             */
            maxCounters: number;
            /**
             * Format: int32
             * @description How many domains it may have.
             * @default 20
             */
            maxDomains: number;
            /**
             * Format: int32
             * @description How many kiosks may exist, at all locations.
             * @default 5000
             */
            maxKiosks: number;
            /**
             * Format: int32
             * @description How many locations may exist.
             * @default 1000
             */
            maxLocations: number;
            /**
             * Format: int32
             * @description How many people may sign in, those who are invited included.
             * @default 1000
             */
            maxPeople: number;
            /**
             * Format: int32
             * @description How many queues may exist.
             * @default 100
             */
            maxQueues: number;
            /**
             * Format: int32
             * @description The highest number of people waiting in one queue.
             * @default 5000000
             */
            maxWaiting: number;
        };
        /** @description Limits of a tenant; what is absent stays. */
        LimitsInput: {
            /**
             * Format: int32
             * @description API calls an hour, 1 to 600,000,000.
             */
            apiRequestsPerHour?: number | null;
            /**
             * Format: int32
             * @description API calls a minute, 1 to 10,000,000.
             */
            apiRequestsPerMinute?: number | null;
            /**
             * Format: int32
             * @description How many API keys may exist, 1 to 10,000.
             */
            maxApiKeys?: number | null;
            /**
             * Format: int32
             * @description The highest `maxConcurrentUsers` a queue may have, 1 to 10,000,000.
             */
            maxConcurrentUsers?: number | null;
            /**
             * Format: int32
             * @description How many counters may exist, 1 to 100,000.
             */
            maxCounters?: number | null;
            /**
             * Format: int32
             * @description How many domains it may have, 1 to 1,000.
             */
            maxDomains?: number | null;
            /**
             * Format: int32
             * @description How many kiosks may exist, 1 to 100,000.
             */
            maxKiosks?: number | null;
            /**
             * Format: int32
             * @description How many locations may exist, 1 to 100,000.
             */
            maxLocations?: number | null;
            /**
             * Format: int32
             * @description How many people may sign in, those who are invited included, 1 to 100,000.
             */
            maxPeople?: number | null;
            /**
             * Format: int32
             * @description How many queues may exist, 1 to 10,000.
             */
            maxQueues?: number | null;
            /**
             * Format: int32
             * @description The highest number of people waiting in one queue, 1 to 100,000,000.
             */
            maxWaiting?: number | null;
        };
        /** @description Something that has a limit. */
        LimitUsage: {
            /**
             * Format: int64
             * @description How much may be.
             */
            limit: number;
            /**
             * Format: int64
             * @description How much is used.
             */
            used: number;
        };
        /**
         * Format: uuid
         * @description A place where people come in person.
         */
        LocationId: string;
        /** @description A location as it is to be. When changing one, a field that is absent stays as it is. */
        LocationInput: {
            /** @description Up to 500 characters. */
            address?: string | null;
            hours?: components["schemas"]["Schedule"] | null;
            /** @description In which people are spoken to, the first before the others, e.g. `de`; 1 to 20. */
            languages?: string[] | null;
            message?: components["schemas"]["LocationMessage"] | null;
            /** @description 1 to 200 characters. Needed when creating. */
            name?: string | null;
            /** @description IANA name, e.g. `Europe/Berlin`. Needed when creating. */
            timeZone?: string | null;
            /**
             * Format: int64
             * @description When changing: the `version` that the change was made on. If the location has another by now, nothing is changed.
             */
            version?: number | null;
        };
        /** @description What is said to all who are at a location. */
        LocationMessage: {
            /** @description How loud. */
            level?: components["schemas"]["MessageLevel"];
            /** @description 1 to 1,000 characters. */
            text: string;
        };
        /** @description A location as its tenant sees it. */
        LocationView: components["schemas"]["PublicLocationView"] & {
            /** @description When it came to be, RFC 3339. */
            createdAt: components["schemas"]["Stamp"];
            /** @description When it was last changed, RFC 3339. */
            updatedAt: components["schemas"]["Stamp"];
            /**
             * Format: int64
             * @description Counts changes; send it back when changing it.
             */
            version: number;
        };
        /** @description Who wants to sign in. */
        Login: {
            /**
             * @description In any case.
             * @example ann@shop.example
             */
            email: string;
            /** Format: password */
            password: string;
        };
        /** @description The refresh token of the sign-in to end. */
        Logout: {
            refreshToken: string;
        };
        /** @description A logo. */
        LogoView: {
            /**
             * Format: int32
             * @description In pixels.
             */
            height: number;
            /**
             * @description What it is.
             * @example image/png
             */
            mediaType: string;
            /**
             * @description Where it is served; the address changes with the picture.
             * @example /brand/0192f0c1-7a00-7000-8000-000000000001/logo-5d41402abc4b2a76b9719d911017c592.png
             */
            url: string;
            /**
             * Format: int32
             * @description In pixels.
             */
            width: number;
        };
        /** @description A look as it shall be. What is absent stays as it is; `null` clears it. */
        LookInput: {
            /**
             * @description What stands out: the sun, progress, focus. `#rrggbb`.
             * @example #1a7f5a
             */
            accent?: string | null;
            /**
             * @description Behind everything, in the light; the dark follows from it.
             * @example #f4f1ea
             */
            background?: string | null;
            /**
             * @description Text on the background, with a contrast of at least 4.5:1.
             * @example #1b2141
             */
            text?: string | null;
            /** @description Replaces all words, by language tag. */
            texts?: {
                [key: string]: components["schemas"]["WordsInput"];
            } | null;
            /**
             * Format: int64
             * @description The `version` that was read, 0 if there was no branding; the change is refused if it has another one by now.
             */
            version?: number | null;
        };
        /** @description Whoever is signed in. */
        Me: {
            /** @description RFC 3339, UTC. */
            createdAt: string;
            /** @example ann@shop.example */
            email: string;
            /** @description Whether it was shown that the address is theirs. */
            emailVerified: boolean;
            /** @description Which account. */
            id: components["schemas"]["AccountId"];
            /**
             * @description Of mails to them.
             * @example en
             */
            language: string;
            /** @description What they are called; may be empty. */
            name: string;
            /** @description As in the access token. */
            permissions: components["schemas"]["Permission"][];
            /** @description As in the access token. */
            roles: string[];
            /** @description Whether they have one. */
            secondFactor: boolean;
            tenantId?: components["schemas"]["TenantId"] | null;
        };
        /** @description What is to be said to all who wait. */
        MessageInput: {
            /** @description How loud. */
            level?: components["schemas"]["MessageLevel"];
            /** @description Up to 1,000 characters; empty or absent takes the message away. */
            text?: string | null;
        };
        /**
         * @description How loud a message is.
         * @enum {string}
         */
        MessageLevel: "info" | "warning";
        /** @description The operator's message. */
        MessageView: {
            /** @description When it was said, RFC 3339. */
            at: string;
            /** @description How loud. */
            level: components["schemas"]["MessageLevel"];
            /** @description What is said. */
            text: string;
        };
        /** @description About an answer. */
        Metadata: {
            /**
             * @description For questions about this request; also in the header `x-request-id`.
             * @example req-123456
             */
            requestId: string;
            /**
             * @description When the request came in, RFC 3339.
             * @example 2024-01-15T10:30:00.000Z
             */
            timestamp: string;
            /**
             * @description Of the envelope.
             * @example 1.0
             */
            version: string;
        };
        /** @description Where somebody goes on. */
        MovedTo: {
            /** @description The number on the ticket. */
            number?: string | null;
            /** @description In which queue. */
            queueId: components["schemas"]["QueueId"];
            /** @description As which session. */
            sessionId: components["schemas"]["SessionId"];
            /** @description The session's proof. */
            sessionToken: string;
        };
        /** @description A key that was just made. */
        NewEnqueueKey: components["schemas"]["EnqueueKeyView"] & {
            /** @description The shared secret: 32 bytes in base64url, to sign with as bytes. Shown once; `null` for a key of one's own. */
            secret?: string | null;
        };
        /** @description An invite code that was just made. */
        NewInviteCode: {
            /**
             * @description The code itself. Shown once.
             * @example 7K3M-9QXT-2V4B-H8NR
             */
            code: string;
            /** @description Which. */
            id: components["schemas"]["InviteCodeId"];
        };
        /** @description Invite codes that were just made. */
        NewInviteCodes: {
            /** @description In the order in which they were made. */
            codes: components["schemas"]["NewInviteCode"][];
        };
        /** @description A key that was just made. */
        NewKeyView: components["schemas"]["KeyView"] & {
            /**
             * @description The key itself, to be sent as `Authorization: Bearer …`. Shown once.
             * @example vqk_…
             */
            secret: string;
        };
        /**
         * @description Why a service takes nobody now.
         * @enum {string}
         */
        NoJoins: "closed" | "scheduled" | "draining" | "full" | "closing_time";
        /**
         * @description When ticket numbers begin at 1 again.
         * @enum {string}
         */
        Numbering: "daily" | "continuous";
        /** @description A button of a sign-in page. */
        Offer: {
            /** @description Go to `/v1/auth/sso/{id}`. */
            id: components["schemas"]["ProviderId"];
            name: string;
        };
        /** @description The buttons of a sign-in page. */
        Offers: {
            items: components["schemas"]["Offer"][];
        };
        /** @description Another part of a visit. */
        OnwardView: {
            /** @description What stands on the ticket. */
            number?: string | null;
            /** @description In which queue. */
            queueId: components["schemas"]["QueueId"];
            /** @description As which session. */
            sessionId: components["schemas"]["SessionId"];
        };
        /** @description From when to when. */
        Opening: {
            /** @description RFC 3339; `null` if it stays open for good. */
            closesAt?: string | null;
            /** @description RFC 3339. */
            opensAt: string;
        };
        /** @description One's password, to show that it is still oneself. */
        PasswordAgain: {
            /** Format: password */
            password: string;
        };
        /** @description An hour of the day. */
        PeakView: {
            /**
             * Format: int32
             * @description 0 to 23, by the clock on the wall.
             */
            hour: number;
            /**
             * Format: int64
             * @description People who joined in it, on all days together.
             */
            totalSessions: number;
        };
        /** @description A change of the retention that waits. */
        PendingRetention: {
            /**
             * Format: int32
             * @description In days; `null`: for ever.
             */
            days?: number | null;
            /** @description From when, RFC 3339, at the earliest. */
            effectiveAt?: string | null;
            /** @description Why it is held; `null`: the hold is lifted. What looks personal in it is masked. */
            legalHold?: string | null;
        };
        /**
         * @description One right. Its name is what stands in tokens and in the API documentation.
         * @enum {string}
         */
        Permission: "platform:admin" | "tenant:read" | "tenant:write" | "queue:read" | "queue:write" | "queue:operate" | "session:read" | "session:write" | "session:prioritize" | "personal:read" | "personal:erase" | "location:read" | "location:write" | "counter:read" | "counter:write" | "counter:call" | "analytics:read" | "account:read" | "account:write" | "role:write" | "key:write" | "identity:write" | "audit:read" | "audit:export" | "audit:write";
        /** @description Somebody who can sign in. */
        Person: {
            /** @description RFC 3339, UTC. */
            createdAt: string;
            /** @example ann@shop.example */
            email: string;
            /** @description Whether it was shown that the address is theirs. */
            emailVerified: boolean;
            /** @description Who. */
            id: components["schemas"]["AccountId"];
            /**
             * @description Of mails to them.
             * @example en
             */
            language: string;
            /** @description What they are called; may be empty. */
            name: string;
            /** @description Names of built-in roles, ids of the tenant's own. */
            roles: string[];
            /** @description Whether they have one. */
            secondFactor: boolean;
            status: components["schemas"]["AccountStatus"];
            tenantId?: components["schemas"]["TenantId"] | null;
            /**
             * Format: int64
             * @description Counts changes.
             */
            version: number;
        };
        /** @description What of a person is to change; what is absent stays. */
        PersonChange: {
            name?: string | null;
            /** @description Names of built-in roles, ids of the tenant's own. */
            roles?: string[] | null;
            status?: components["schemas"]["AccountStatus"] | null;
            /**
             * Format: int64
             * @description Of the person that the change is made on; absent: whatever it is.
             */
            version?: number | null;
        };
        /** @description A step of a series. */
        PointView: components["schemas"]["TallyView"] & {
            /** @description When it begins. It ends where the next begins. */
            from: components["schemas"]["Stamp"];
        };
        /** @description What is demanded of those who sign in. */
        Policy: {
            /** @description Whoever has one of these roles must have a second factor. */
            secondFactorRoles: string[];
        };
        /** @description Gathering before the opening. */
        PreQueue: {
            /**
             * @description Whether places are drawn by lot at the opening; otherwise first come, first served.
             * @default true
             */
            draw: boolean;
            /**
             * @description Whether people may gather before the opening.
             * @default false
             */
            enabled: boolean;
            /**
             * Format: int32
             * @description How long before a scheduled opening people may gather, in seconds.
             * @default 900
             */
            leadSeconds: number;
        };
        /** @description A challenge of `POST /v1/queues/{queueId}/challenge`, solved. */
        ProofInput: {
            /** @description The challenge as it was given out. */
            challenge: string;
            /** @description A number for each puzzle, in their order. */
            solutions?: number[];
        };
        /**
         * @description How much a stranger's machine has to compute before it may join.
         * @enum {string}
         */
        ProofOfWork: "off" | "light" | "normal" | "strong";
        /**
         * Format: uuid
         * @description A provider of identities.
         */
        ProviderId: string;
        /** @description A provider of identities as it shall be. */
        ProviderInput: {
            clientId: string;
            /**
             * Format: password
             * @description Absent in a change: as it is, unless issuer or client change.
             */
            clientSecret?: string | null;
            /** @description Whether somebody who comes for the first time gets an account. */
            createAccounts?: boolean;
            /** @description Of those in none of these groups. */
            defaultRoles?: string[];
            /** @description Whether it is offered; `true` if absent. */
            enabled?: boolean | null;
            /** @description Names of built-in roles, ids of the tenant's own, by group. */
            groupRoles?: {
                [key: string]: string[];
            };
            /** @description The claim that lists somebody's groups; absent: roles are not the provider's business. */
            groupsClaim?: string | null;
            /**
             * @description As the provider calls itself, to the letter.
             * @example https://id.shop.example
             */
            issuer: string;
            /**
             * @description On the button.
             * @example Staff
             */
            name: string;
            /** @description Besides `openid`; `profile` and `email` if absent. */
            scopes?: string[] | null;
            /**
             * Format: int64
             * @description Of the provider that a change is made on; absent: whatever it is.
             */
            version?: number | null;
        };
        /** @description The tenant's providers of identities. */
        ProviderList: {
            /** @description In the order of their creation. */
            items: components["schemas"]["ProviderView"][];
        };
        /** @description A provider of identities, without its secret. */
        ProviderView: {
            clientId: string;
            createAccounts: boolean;
            defaultRoles: string[];
            enabled: boolean;
            /** @description Names of built-in roles, ids of the tenant's own, by group. */
            groupRoles: {
                [key: string]: string[];
            };
            groupsClaim?: string | null;
            /** @description Which. */
            id: components["schemas"]["ProviderId"];
            /** @example https://id.shop.example */
            issuer: string;
            /** @example Staff */
            name: string;
            /** @description To be allowed at the provider. */
            redirectUri: string;
            scopes: string[];
            /**
             * Format: int64
             * @description Counts changes.
             */
            version: number;
        };
        /** @description A location as everybody may see it. */
        PublicLocationView: {
            /** @description Where it is. */
            address: string;
            closesAt?: components["schemas"]["Stamp"] | null;
            hours?: components["schemas"]["Schedule"] | null;
            /** @description Which. */
            id: components["schemas"]["LocationId"];
            /** @description Whether it is. */
            isOpen: boolean;
            /** @description In which people are spoken to, the first before the others. */
            languages: string[];
            message?: components["schemas"]["Said"] | null;
            /** @description Its name. */
            name: string;
            opensAt?: components["schemas"]["Stamp"] | null;
            /** @description What is offered. */
            services: components["schemas"]["ServiceView"][];
            /** @description Whose. */
            tenantId: components["schemas"]["TenantId"];
            /** @description IANA name. */
            timeZone: string;
        };
        /**
         * Format: uuid
         * @description One line.
         */
        QueueId: string;
        /** @description A queue as it is to be. When changing one, a field that is absent stays as it is. */
        QueueInput: {
            /**
             * Format: int32
             * @description Without a sign of life for this long somebody who waits has abandoned the line, in seconds, 20 to 86,400; 0 is never.
             */
            abandonAfterSeconds?: number | null;
            /**
             * Format: int32
             * @description How long somebody may be inside without a sign, in seconds, 5 to 604,800.
             */
            activeTimeoutSeconds?: number | null;
            /**
             * Format: int32
             * @description How long an offered turn is kept, in seconds, 5 to 86,400.
             */
            claimTimeoutSeconds?: number | null;
            /** @description Up to 2,000 characters. */
            description?: string | null;
            /** @description A queue that is not active is closed. */
            isActive?: boolean | null;
            /** @description Whether anybody may join without signing in. */
            isPublic?: boolean | null;
            joinRules?: components["schemas"]["JoinRules"] | null;
            /**
             * Format: int32
             * @description How long somebody may be inside at all, in seconds, to 604,800; 0 is without end.
             */
            maxActiveSeconds?: number | null;
            /**
             * Format: int32
             * @description Most people who are offered their turn or are inside at once; never exceeded. 1 to the tenant's limit.
             */
            maxConcurrentUsers?: number | null;
            /**
             * Format: int32
             * @description How many may wait at once; 0 is the tenant's limit.
             */
            maxWaiting?: number | null;
            /** @description Shown to people, 1 to 200 characters. Needed when creating. */
            name?: string | null;
            /**
             * Format: int32
             * @description How long after its end it is kept whose session one was, identifier and metadata, in days, to 3,650; 0 is without end.
             */
            personalDataDays?: number | null;
            preQueue?: components["schemas"]["PreQueue"] | null;
            /**
             * Format: int32
             * @description People let through per minute, 1 to 6,000,000.
             */
            releaseRatePerMinute?: number | null;
            releases?: components["schemas"]["Releases"] | null;
            schedule?: components["schemas"]["Schedule"] | null;
            /** @description Where people go when it is their turn, if no gate stands before the site: an `https://` or `http://` URL; `null` for none. */
            targetUrl?: string | null;
            /**
             * Format: int64
             * @description When changing: the `version` that the change was made on. If the queue has another by now, nothing is changed.
             */
            version?: number | null;
            walkIn?: components["schemas"]["WalkInInput"] | null;
        };
        /**
         * @description What a queue is doing.
         * @enum {string}
         */
        QueueStatus: "scheduled" | "pre_queue" | "open" | "paused" | "draining" | "closed";
        /** @description A queue: what it does now, and how it is set up. */
        QueueView: {
            /**
             * Format: int32
             * @description How long somebody who waits may be silent, in seconds; 0 is for ever.
             */
            abandonAfterSeconds: number;
            /** @description Whether somebody who came now could join. */
            acceptsJoins: boolean;
            /**
             * Format: int32
             * @description How long somebody may be inside without a sign, in seconds.
             */
            activeTimeoutSeconds: number;
            /**
             * Format: int32
             * @description How many are inside.
             */
            activeUsers: number;
            /**
             * Format: int32
             * @description How long an offered turn is kept, in seconds.
             */
            claimTimeoutSeconds: number;
            /** @description When it came to be, RFC 3339. */
            createdAt: string;
            /** @description About it. */
            description: string;
            estimatedWaitSeconds?: components["schemas"]["WaitSeconds"] | null;
            /**
             * @description The wait of somebody who joins now, in words.
             * @example 5 minutes
             */
            estimatedWaitTime: string;
            /** @description Which. */
            id: components["schemas"]["QueueId"];
            /** @description Whether it runs at all. */
            isActive: boolean;
            /** @description Whether anybody may join. */
            isPublic: boolean;
            /** @description What is asked of strangers who join. */
            joinRules: components["schemas"]["JoinRules"];
            /**
             * Format: int64
             * @description Counts changes of the line.
             */
            lineVersion: number;
            /**
             * Format: int32
             * @description How long somebody may be inside at all, in seconds; 0 is without end.
             */
            maxActiveSeconds: number;
            /**
             * Format: int32
             * @description The cap.
             */
            maxConcurrentUsers: number;
            /**
             * Format: int32
             * @description How many may wait at once; 0 is the tenant's limit.
             */
            maxWaiting: number;
            message?: components["schemas"]["MessageView"] | null;
            /** @description Its name. */
            name: string;
            /** @description When it next opens, RFC 3339; `null` while it is open or if no opening is planned. */
            opensAt?: string | null;
            /**
             * Format: int32
             * @description How long after its end it is kept whose session one was, in days; 0 is without end.
             */
            personalDataDays: number;
            /** @description Gathering before the opening. */
            preQueue: components["schemas"]["PreQueue"];
            /**
             * Format: int32
             * @description How many were offered their turn and have not claimed it yet.
             */
            releasedUsers: number;
            /**
             * Format: int32
             * @description The rate.
             */
            releaseRatePerMinute: number;
            /** @description By what people are let through. */
            releases: components["schemas"]["Releases"];
            schedule?: components["schemas"]["Schedule"] | null;
            /** @description What it does now. */
            status: components["schemas"]["QueueStatus"];
            /** @description Where people go when it is their turn. */
            targetUrl?: string | null;
            /** @description Whose. */
            tenantId: components["schemas"]["TenantId"];
            /** @description When its settings were last changed, RFC 3339. */
            updatedAt: string;
            /**
             * Format: int64
             * @description Counts changes of the settings; send it back when changing them.
             */
            version: number;
            /**
             * Format: int32
             * @description How many wait.
             */
            waitingUsers: number;
            walkIn?: components["schemas"]["WalkInView"] | null;
        };
        /** @description What became of a ticket that was handed out without the server. */
        Reconciled: {
            error?: components["schemas"]["ReconcileError"] | null;
            /** @description As it stands on the ticket. */
            number: string;
            /** @description Whether it was reported before. */
            repeated: boolean;
            ticket?: components["schemas"]["TicketView"] | null;
        };
        /** @description Why a ticket could not be taken over. */
        ReconcileError: {
            /** @description Stable code. */
            code: string;
            /** @description For people. */
            message: string;
        };
        /** @description What became of all of them, in the order in which they were sent. */
        Reconciliation: {
            /** @description One for each ticket. */
            tickets: components["schemas"]["Reconciled"][];
        };
        /** @description Tickets that were handed out without the server. */
        ReconciliationInput: {
            /** @description At most 200. */
            tickets: components["schemas"]["IssuedTicket"][];
        };
        /** @description A code as somebody typed it. */
        RecoverInput: {
            /** @description Capitals, dashes and spaces do not matter. */
            code: string;
        };
        /** @description What brings a place to another device. */
        Recovery: {
            /**
             * @description To be typed in.
             * @example 7K3M-9QXT-2V4B-H8NR
             */
            code: string;
            /** @description The URL as a QR code, an SVG image. */
            qrSvg: string;
            /** @description To be opened. */
            url: string;
        };
        /** @description For whoever loses the authenticator: each works once. */
        RecoveryCodes: {
            /** @description Shown once. */
            recoveryCodes: string[];
        };
        /** @description The refresh token of the last answer. */
        Refresh: {
            refreshToken: string;
        };
        /**
         * @description By what a queue lets people through.
         * @enum {string}
         */
        Releases: "rate" | "call" | "both";
        /** @description Numbers are wanted in advance. */
        ReservationInput: {
            /**
             * Format: int32
             * @description How many, 1 to 200.
             */
            count: number;
            /** @description Of which service. */
            queueId: components["schemas"]["QueueId"];
            /**
             * Format: uuid
             * @description Made by the kiosk: sent again it gives the same numbers.
             */
            requestId: string;
        };
        /** @description Numbers that nobody else gets. */
        ReservationView: {
            /** @description What is not reported by then is given up, RFC 3339. */
            expiresAt: components["schemas"]["Stamp"];
            /** @description As they stand on tickets, in order. */
            numbers: string[];
            /** @description Of which service. */
            queueId: components["schemas"]["QueueId"];
            /**
             * Format: uuid
             * @description Which reservation.
             */
            reservationId: string;
        };
        /** @description Another password. */
        Reset: {
            /**
             * Format: password
             * @description 10 to 200 characters.
             */
            newPassword: string;
            /** @description Of the link in the mail. */
            token: string;
        };
        /**
         * @description Either end of the line.
         * @enum {string}
         */
        ReturnName: "front" | "end";
        /** @description Where somebody is to wait again. */
        ReturnTo: components["schemas"]["ReturnName"] | number;
        /** @description How many keys were wrapped anew. */
        RewrapView: {
            /**
             * Format: int64
             * @description How many.
             */
            rewrapped: number;
        };
        /** @description What of a role is to change; what is absent stays. */
        RoleChange: {
            name?: string | null;
            /** @description None that one does not have oneself. */
            permissions?: components["schemas"]["Permission"][] | null;
            /**
             * Format: int64
             * @description Of the role that the change is made on; absent: whatever it is.
             */
            version?: number | null;
        };
        /** @description A role to be. */
        RoleInput: {
            /** @example Door */
            name: string;
            /** @description None that one does not have oneself. */
            permissions: components["schemas"]["Permission"][];
        };
        /** @description The roles that people of a tenant can have. */
        RoleList: {
            /** @description The built-in ones first. */
            items: components["schemas"]["RoleView"][];
        };
        /** @description A role, built in or the tenant's own. */
        RoleView: {
            builtIn: boolean;
            /**
             * @description What stands in lists of roles.
             * @example operator
             */
            id: string;
            name: string;
            permissions: components["schemas"]["Permission"][];
            /**
             * Format: int64
             * @description Counts changes.
             */
            version: number;
        };
        /** @description A new signing key. */
        RotationView: {
            /**
             * Format: int32
             * @description Counts up.
             */
            number: number;
            /** @description What it signs. */
            purpose: string;
            /** @description When it begins to sign, RFC 3339. It is published before. */
            signsFrom: string;
        };
        /** @description Something said to people. */
        Said: {
            /** @description When it was said, RFC 3339. */
            at: components["schemas"]["Stamp"];
            /** @description How loud. */
            level: components["schemas"]["MessageLevel"];
            queueId?: components["schemas"]["QueueId"] | null;
            /** @description What is said. */
            text: string;
        };
        /**
         * @description When a queue is open. A moment is open when an event covers it, or else the exception of its date or the week does.
         *
         *     An exception decides about its whole date, what is left of the night before included; what it has after midnight goes
         *     on into the next date, unless that has an exception too.
         */
        Schedule: {
            /**
             * @description Single openings.
             * @default []
             */
            events: components["schemas"]["Event"][];
            /**
             * @description Dates that differ.
             * @default []
             */
            exceptions: components["schemas"]["Exception"][];
            /**
             * @description IANA name, e.g. `Europe/Berlin`.
             * @default
             */
            timeZone: string;
            /**
             * @description The week.
             * @default []
             */
            windows: components["schemas"]["Window"][];
        };
        /** @description What a schedule does from now on. */
        SchedulePreview: {
            /** @description Whether a queue with this schedule would be open now. */
            isOpen: boolean;
            /** @description When that changes, RFC 3339; `null` for never. */
            nextChange?: string | null;
            /** @description The openings to come, in their order; the present one is not among them. */
            openings: components["schemas"]["Opening"][];
        };
        /** @description A schedule to try out. */
        SchedulePreviewInput: {
            /**
             * Format: int32
             * @description How many openings to tell, 1 to 50; 8 if absent.
             */
            count?: number | null;
            /** @description As in a queue. */
            schedule: components["schemas"]["Schedule"];
        };
        /** @description Whether one has a second factor. */
        SecondFactorView: {
            enabled: boolean;
            /**
             * Format: int32
             * @description Recovery codes that were not used yet.
             */
            recoveryCodesLeft: number;
            /** @description Whether a role demands it. */
            required: boolean;
        };
        /** @description The second step. */
        SecondStep: {
            /** @description Of the first step's answer. */
            challenge: string;
            /**
             * @description Six digits of the authenticator, or a recovery code.
             * @example 123456
             */
            code: string;
        };
        /** @description A service of a location, as it is now. */
        ServiceView: {
            /** @description Whether somebody who comes now can get a ticket. */
            acceptsJoins: boolean;
            /**
             * Format: int32
             * @description How many are called, or were offered their turn.
             */
            called: number;
            /** @description About it. */
            description: string;
            estimatedWaitSeconds?: components["schemas"]["CounterWait"] | null;
            /** @description The wait of somebody who comes now, in words. */
            estimatedWaitTime: string;
            /**
             * Format: int32
             * @description How many are put aside.
             */
            held: number;
            /** @description Whether anybody may join without a kiosk or staff. */
            isPublic: boolean;
            /** @description Its name. */
            name: string;
            /** @description What stands before the number on a ticket. */
            prefix: string;
            /** @description Which queue. */
            queueId: components["schemas"]["QueueId"];
            reason?: components["schemas"]["NoJoins"] | null;
            /** @description By what people are let through. */
            releases: components["schemas"]["Releases"];
            /**
             * Format: int32
             * @description How many are served.
             */
            serving: number;
            /** @description What it does now. */
            status: components["schemas"]["QueueStatus"];
            /**
             * Format: int32
             * @description How many wait in the order.
             */
            waiting: number;
        };
        /** @description What staff may change. A field that is absent stays as it is. */
        SessionChange: {
            /** @description JSON object of the integrator's own, up to 4,096 bytes; `null` clears it. */
            metadata?: Record<string, unknown> | null;
            /**
             * Format: int32
             * @description 0 to 9, while waiting; needs the permission `session:prioritize`.
             */
            priority?: number | null;
        };
        /** @description A counter. */
        SessionCounter: {
            /** @description Which. */
            id: components["schemas"]["CounterId"];
            /** @description What stands above it. */
            name: string;
        };
        /** @description What happened to one session. */
        SessionHistory: {
            /** @description The oldest first. */
            items: components["schemas"]["HistoryItem"][];
        };
        /**
         * Format: uuid
         * @description One person's stay in one line.
         */
        SessionId: string;
        /** @description Where one is signed in. */
        SessionList: {
            /** @description The latest used first. */
            items: components["schemas"]["SignInView"][];
        };
        /** @description The operator's message. */
        SessionMessage: {
            /** @description When it was said, RFC 3339. */
            at: components["schemas"]["Stamp"];
            /** @description How loud. */
            level: components["schemas"]["MessageLevel"];
            /** @description What is said. */
            text: string;
        };
        /** @description A session as staff sees it. */
        SessionRow: {
            appointmentAt?: components["schemas"]["Stamp"] | null;
            counter?: components["schemas"]["SessionCounter"] | null;
            deadline?: components["schemas"]["Stamp"] | null;
            endedAt?: components["schemas"]["Stamp"] | null;
            /** @description When it joined, RFC 3339. */
            enqueuedAt: components["schemas"]["Stamp"];
            estimatedWaitSeconds?: components["schemas"]["SessionWait"] | null;
            /** @description The wait in English words. */
            estimatedWaitTime: string;
            /** @description Whether they were put aside, or booked and are not here yet. */
            held: boolean;
            /** @description Which. */
            id: components["schemas"]["SessionId"];
            /** @description The integrator's own JSON; masked likewise. */
            metadata?: Record<string, unknown> | null;
            /** @description What stands on the ticket; `null` in a queue without walk-in. */
            number?: string | null;
            /**
             * Format: int32
             * @description How many are still waiting ahead.
             */
            peopleAhead?: number | null;
            /**
             * Format: int32
             * @description 1 + the number of people still waiting ahead.
             */
            position?: number | null;
            /**
             * Format: int32
             * @description Higher is served first.
             */
            priority: number;
            /** @description Which queue. */
            queueId: components["schemas"]["QueueId"];
            releasedAt?: components["schemas"]["Stamp"] | null;
            servedAt?: components["schemas"]["Stamp"] | null;
            /** @description Where in its life. */
            status: components["schemas"]["SessionState"];
            /** @description Whose queue. */
            tenantId: components["schemas"]["TenantId"];
            /**
             * Format: int32
             * @description The number drawn when joining.
             */
            ticket: number;
            /** @description Who, in the integrator's words; masked without the permission `personal:read`. */
            userIdentifier?: string | null;
        };
        /**
         * @description The life cycle of a session: `waiting → released → active → completed`, with exits on the way.
         * @enum {string}
         */
        SessionState: "waiting" | "released" | "active" | "completed" | "left" | "abandoned" | "no_show" | "expired" | "removed" | "transferred";
        /** @description A session as its holder sees it. */
        SessionView: {
            activeUntil?: components["schemas"]["Stamp"] | null;
            appointmentAt?: components["schemas"]["Stamp"] | null;
            calledTo?: components["schemas"]["CalledTo"] | null;
            /** @description Whether the claim window can still be extended. */
            canExtendClaim: boolean;
            claimBy?: components["schemas"]["Stamp"] | null;
            /** @description When it joined, RFC 3339. */
            enqueuedAt: components["schemas"]["Stamp"];
            estimatedWaitSeconds?: components["schemas"]["SessionWait"] | null;
            /**
             * @description The wait in English words.
             * @example 5 minutes
             */
            estimatedWaitTime: string;
            /** @description Whether they were put aside, or booked and are not here yet. */
            held: boolean;
            /** @description Which. */
            id: components["schemas"]["SessionId"];
            /** @description Whether the visitor still waits. */
            inWaitingRoom: boolean;
            /** @description When this was true, RFC 3339. */
            lastUpdated: components["schemas"]["Stamp"];
            locationId?: components["schemas"]["LocationId"] | null;
            message?: components["schemas"]["SessionMessage"] | null;
            movedTo?: components["schemas"]["MovedTo"] | null;
            /**
             * @description What stands on the ticket; `null` in a queue without walk-in.
             * @example A042
             */
            number?: string | null;
            opensAt?: components["schemas"]["Stamp"] | null;
            /**
             * Format: int32
             * @description How many are still waiting ahead.
             */
            peopleAhead?: number | null;
            /**
             * Format: int32
             * @description The place in the frame's numbering; `null` before places are drawn.
             */
            place?: number | null;
            /**
             * Format: int32
             * @description When to ask again, in seconds.
             */
            pollAfterSeconds: number;
            /**
             * Format: int32
             * @description 1 + the number of people still waiting ahead; `null` when not waiting, or before places are drawn.
             */
            position?: number | null;
            /**
             * Format: int32
             * @description Higher is served first.
             */
            priority: number;
            /** @description Which queue. */
            queueId: components["schemas"]["QueueId"];
            /** @description Whether nobody more may join. */
            queueIsFull: boolean;
            /** @description Its name. */
            queueName: string;
            /** @description What the queue does. */
            queueState: components["schemas"]["QueueStatus"];
            /**
             * Format: int64
             * @description Of the line.
             */
            queueVersion: number;
            /**
             * Format: int32
             * @description As [`Self::poll_after_seconds`].
             */
            refreshIntervalSeconds: number;
            releasedAt?: components["schemas"]["Stamp"] | null;
            servedAt?: components["schemas"]["Stamp"] | null;
            /** @description The session's proof; in answers to join and recover. */
            sessionToken?: string | null;
            /** @description Where in its life. */
            status: components["schemas"]["SessionState"];
            /** @description Whose queue. */
            tenantId: components["schemas"]["TenantId"];
            /**
             * Format: int32
             * @description The number drawn when joining.
             */
            ticket: number;
            /**
             * Format: int64
             * @description The wait in whole minutes, rounded up.
             */
            waitTime: number;
            /** @description As [`Self::estimated_wait_time`]. */
            waitTimeFormatted: string;
            /** @description Whether [`Self::wait_time`] is known. */
            waitTimeKnown: boolean;
        };
        /** @description A wait in seconds, to the millisecond. */
        SessionWait: {
            /**
             * Format: double
             * @description Half of the people wait at most this long.
             */
            p50: number;
            /**
             * Format: double
             * @description Nine in ten wait at most this long.
             */
            p90: number;
        };
        /** @description How far somebody came who signs in; told apart by `status`. */
        SignIn: components["schemas"]["TokensView"] | components["schemas"]["ChallengeView"];
        /**
         * Format: uuid
         * @description One sign-in of somebody on one device: the family of its refresh tokens.
         */
        SignInId: string;
        /**
         * @description How somebody signed in.
         * @enum {string}
         */
        SignInMethod: "password" | "sso";
        /** @description A sign-in on one device. */
        SignInView: {
            /** @description From where; may be empty. */
            address: string;
            /** @description RFC 3339, UTC. */
            createdAt: string;
            /** @description Whether it is the one that asks. */
            current: boolean;
            /** @description What the browser said it is; may be empty. */
            device: string;
            /** @description Which. */
            id: components["schemas"]["SignInId"];
            /** @description When its tokens were last renewed. RFC 3339, UTC. */
            lastUsedAt: string;
            /** @description How. */
            method: components["schemas"]["SignInMethod"];
            /** @description Whether with a second factor. */
            secondFactor: boolean;
        };
        /**
         * Format: date-time
         * @description A moment that is written as RFC 3339 in UTC with milliseconds.
         * @example 2024-01-15T10:30:00.000Z
         */
        Stamp: string;
        /** @description What was erased. */
        SubjectErasure: {
            /**
             * Format: int64
             * @description How many rules of the block and allow lists about this identifier were removed. Other nodes follow within two seconds.
             */
            accessRules: number;
            /** @description When, RFC 3339. */
            erasedAt: components["schemas"]["Stamp"];
            /**
             * Format: int64
             * @description Of how many sessions identifier and metadata were erased. The sessions themselves stay, so that all counts do.
             */
            sessions: number;
        };
        /** @description All there is about somebody. */
        SubjectExport: {
            /** @description Rules of the block and allow lists about this identifier; in the first part. */
            accessRules: components["schemas"]["SubjectRuleView"][];
            /** @description When it was looked up, RFC 3339. */
            exportedAt: components["schemas"]["Stamp"];
            /** @description Send it as `cursor` for the part after this one. */
            nextCursor?: string | null;
            /** @description Their sessions, at most 200. */
            sessions: components["schemas"]["SubjectSessionView"][];
            /** @description The tenant. */
            tenantId: components["schemas"]["TenantId"];
            /** @description Who. */
            userIdentifier: string;
        };
        /** @description Who it is about. */
        SubjectInput: {
            /** @description Of a copy: `nextCursor` of the part before. */
            cursor?: string | null;
            /** @description The integrator's identifier. */
            userIdentifier: string;
        };
        /** @description A rule of the block and allow lists in the copy of somebody's data. */
        SubjectRuleView: {
            /** @description When it was made, RFC 3339. */
            createdAt: components["schemas"]["Stamp"];
            /** @description What it does. */
            effect: components["schemas"]["AccessEffect"];
            expiresAt?: components["schemas"]["Stamp"] | null;
            /** @description Which. */
            id: components["schemas"]["AccessRuleId"];
            queueId?: components["schemas"]["QueueId"] | null;
            /** @description Why, in the words of whoever made it. */
            reason: string;
            /** @description Whom it is about, as it was written down. */
            value: string;
        };
        /** @description A session in the copy of somebody's data. */
        SubjectSessionView: {
            endedAt?: components["schemas"]["Stamp"] | null;
            /** @description When it joined, RFC 3339. */
            enqueuedAt: components["schemas"]["Stamp"];
            /** @description The integrator's own JSON. */
            metadata?: Record<string, unknown> | null;
            /** @description Which queue. */
            queueId: components["schemas"]["QueueId"];
            releasedAt?: components["schemas"]["Stamp"] | null;
            servedAt?: components["schemas"]["Stamp"] | null;
            /** @description Which. */
            sessionId: components["schemas"]["SessionId"];
            /** @description Where in its life. */
            status: components["schemas"]["SessionState"];
            /**
             * Format: int32
             * @description The number drawn when joining.
             */
            ticket: number;
        };
        /** @description What happened during some time. */
        TallyView: {
            /**
             * Format: int64
             * @description People who gave no sign of life while they waited.
             */
            abandoned: number;
            /**
             * Format: double
             * @description Of those whose waiting ended by their turn or by giving up, the part that gave up: 0 to 1.
             */
            abandonmentRate?: number | null;
            /**
             * Format: double
             * @description How long those waited who were offered their turn, in seconds; `null` where there is nobody.
             */
            averageWaitSeconds?: number | null;
            /**
             * Format: int64
             * @description People who were inside and are done.
             */
            completed: number;
            /**
             * Format: int64
             * @description People who gave their turn back.
             */
            declined: number;
            /**
             * Format: int64
             * @description People who stayed inside too long.
             */
            expired: number;
            /**
             * Format: int64
             * @description People who left while they waited.
             */
            left: number;
            /**
             * Format: int32
             * @description Most people who were inside at once.
             */
            mostActive?: number | null;
            /**
             * Format: int32
             * @description Most people who waited at once. `null` where nothing happened. Of a tenant: the sum over its queues.
             */
            mostWaiting?: number | null;
            /**
             * Format: int64
             * @description People who did not claim their turn in time.
             */
            noShows: number;
            /**
             * Format: double
             * @description Half of them waited no longer. To a sixteenth.
             */
            p50WaitSeconds?: number | null;
            /**
             * Format: double
             * @description Nine in ten of them waited no longer. To a sixteenth.
             */
            p90WaitSeconds?: number | null;
            /**
             * Format: int64
             * @description People who were offered their turn, those among them who did not have to wait.
             */
            released: number;
            /**
             * Format: int64
             * @description People whom staff took out.
             */
            removed: number;
            /**
             * Format: int64
             * @description People who claimed their turn.
             */
            served: number;
            /**
             * Format: int64
             * @description People who joined.
             */
            totalSessions: number;
            /**
             * Format: int64
             * @description People whom staff sent on to another line.
             */
            transferred: number;
        };
        /** @description How far the deletion of a tenant is. */
        TenantDeletionView: {
            /** @description Whether every table was found to hold nothing of it. */
            finished: boolean;
            /** @description When, RFC 3339, UTC; `null` before. */
            finishedAt?: string | null;
            /**
             * @description How many of what was removed from Redis at once, where everything ends by itself within the hour; `null` without Redis, and
             *     if it could not be reached.
             */
            removedFromRedis?: {
                [key: string]: number;
            } | null;
            /** @description RFC 3339, UTC. */
            requestedAt: string;
            /** @description Who said so. */
            requestedBy: components["schemas"]["AccountId"];
            /** @description How many rows of each table were its when it was deleted. */
            rows: {
                [key: string]: number;
            };
            /** @description How many are left, as it was last counted; empty once there are none. */
            rowsLeft: {
                [key: string]: number;
            };
            /** @description Which. */
            tenantId: components["schemas"]["TenantId"];
        };
        /** @description A domain to be. */
        TenantDomainInput: {
            /**
             * @description The domain, in any spelling: without scheme, port or path.
             * @example queue.shop.example
             */
            name: string;
        };
        /** @description All domains of a tenant. */
        TenantDomainList: {
            /** @description In the order of their creation. */
            items: components["schemas"]["TenantDomainView"][];
        };
        /** @description What became of a domain that was removed. */
        TenantDomainRemoved: {
            /** @description Which. */
            id: components["schemas"]["DomainId"];
            /**
             * @description `true`
             * @example true
             */
            removed: boolean;
        };
        /** @description A domain of a tenant. */
        TenantDomainView: {
            /** @description RFC 3339, UTC. */
            createdAt: string;
            /** @description By whom. */
            createdBy: components["schemas"]["AccountId"];
            /**
             * @description As people write it.
             * @example queue.shop.example
             */
            displayName: string;
            /**
             * @description The name of the TXT record that has to have the token: the other way.
             * @example _virtual-queue.queue.shop.example
             */
            dnsName: string;
            /**
             * @description Where the domain's web server has to have the token and nothing else: one of two ways to show whose the domain is.
             * @example http://queue.shop.example/.well-known/virtual-queue-domain
             */
            httpUrl: string;
            /** @description Which. */
            id: components["schemas"]["DomainId"];
            /**
             * @description In its one form: lower case, other letters in punycode.
             * @example queue.shop.example
             */
            name: string;
            /** @description Whether links and QR codes begin with it. */
            primary: boolean;
            proof?: components["schemas"]["DomainProof"] | null;
            /** @description What has to be found at the domain. */
            token: string;
            /**
             * @description What links to it begin with.
             * @example https://queue.shop.example
             */
            url: string;
            /** @description Whether it was shown to be the tenant's: only then do its pages appear there. */
            verified: boolean;
            /** @description When, RFC 3339, UTC. */
            verifiedAt?: string | null;
        };
        /**
         * Format: uuid
         * @description A customer of the platform whose data nobody else can see (invariant I9).
         */
        TenantId: string;
        /**
         * @description Whether a tenant's queues run.
         * @enum {string}
         */
        TenantStatus: "active" | "suspended" | "deleting";
        /** @description How much a tenant uses. */
        TenantUsageView: {
            /** @description Rules of block and allow lists. */
            accessRules: components["schemas"]["LimitUsage"];
            /** @description Invite codes of all queues; each may have so many. */
            inviteCodes: components["schemas"]["LimitUsage"];
            /**
             * Format: int64
             * @description People waiting, offered their turn or inside, in all queues.
             */
            liveSessions: number;
            /** @description Keys of programs. */
            maxApiKeys: components["schemas"]["LimitUsage"];
            /** @description The highest `maxConcurrentUsers` of its queues. */
            maxConcurrentUsers: components["schemas"]["LimitUsage"];
            /** @description Counters. */
            maxCounters: components["schemas"]["LimitUsage"];
            /** @description Domains. */
            maxDomains: components["schemas"]["LimitUsage"];
            /** @description Kiosks. */
            maxKiosks: components["schemas"]["LimitUsage"];
            /** @description Locations. */
            maxLocations: components["schemas"]["LimitUsage"];
            /** @description People who sign in. For the limit those count, too, who are invited. */
            maxPeople: components["schemas"]["LimitUsage"];
            /** @description Queues. */
            maxQueues: components["schemas"]["LimitUsage"];
            /** @description People waiting in the queue in which most wait. */
            maxWaiting: components["schemas"]["LimitUsage"];
        };
        /** @description A tenant. */
        TenantView: {
            /** @description Its own settings. */
            configuration: Record<string, unknown>;
            /** @description RFC 3339, UTC. */
            createdAt: string;
            /**
             * @description Its own domain, lower-case.
             * @example shop.example
             */
            domain?: string | null;
            /** @description Which. */
            id: components["schemas"]["TenantId"];
            /** @description What it may use. */
            limits: components["schemas"]["Limits"];
            /**
             * @description Shown to people.
             * @example Corner shop
             */
            name: string;
            /** @description Whether its queues run. */
            status: components["schemas"]["TenantStatus"];
            /** @description RFC 3339, UTC. */
            updatedAt: string;
            /**
             * Format: int64
             * @description Counts changes; send it with a change to be refused if somebody else was faster.
             */
            version: number;
        };
        /** @description A ticket is wanted. */
        TicketInput: {
            /** @description For which service. */
            queueId: components["schemas"]["QueueId"];
            /**
             * Format: uuid
             * @description Made by the kiosk: sent again it gives the same ticket.
             */
            requestId: string;
        };
        /** @description A ticket as a kiosk prints it. */
        TicketView: {
            /** @description When they came, RFC 3339. */
            enqueuedAt: components["schemas"]["Stamp"];
            estimatedWaitSeconds?: components["schemas"]["CounterWait"] | null;
            /** @description The wait in words. */
            estimatedWaitTime: string;
            /** @description What stands on it. */
            number?: string | null;
            /**
             * Format: int32
             * @description 1 + the number of people still waiting ahead.
             */
            position?: number | null;
            /** @description The same as a QR code, an SVG image. */
            qrSvg: string;
            /** @description In which queue. */
            queueId: components["schemas"]["QueueId"];
            /** @description Its name. */
            queueName: string;
            /** @description Which session. */
            sessionId: components["schemas"]["SessionId"];
            /** @description The session's proof. */
            sessionToken: string;
            /** @description Where in its life. */
            status: components["schemas"]["SessionState"];
            /**
             * Format: int32
             * @description The ticket.
             */
            ticket: number;
            /** @description Brings the place to a phone. */
            url: string;
        };
        /** @description A link in a mail. */
        TokenInput: {
            /** @description Of the link in the mail. */
            token: string;
        };
        /** @description What somebody who signed in is given. */
        TokensView: {
            /** @description Send it as `Authorization: Bearer …`. */
            accessToken: string;
            /**
             * Format: int32
             * @description How long the access token is good, in seconds.
             * @example 900
             */
            expiresIn: number;
            /** @description After a first enrolment: to be kept in a safe place. Shown once. */
            recoveryCodes?: string[] | null;
            /** @description Exchange it once for the next pair at `/v1/auth/refresh`. Using one twice ends the sign-in. */
            refreshToken: string;
            /**
             * @description `signed_in`
             * @example signed_in
             */
            status: string;
            /**
             * @description `Bearer`
             * @example Bearer
             */
            tokenType: string;
        };
        /** @description A wait in seconds, to the millisecond. */
        WaitSeconds: {
            /**
             * Format: double
             * @description Half of the people wait at most this long.
             */
            p50: number;
            /**
             * Format: double
             * @description Nine in ten wait at most this long.
             */
            p90: number;
        };
        /** @description A service of a location. */
        WalkInInput: {
            /**
             * Format: int32
             * @description How long a person is served on average, before it is known, in seconds, 1 to 86,400.
             */
            averageServiceSeconds?: number | null;
            /** @description Where it is offered. */
            locationId: components["schemas"]["LocationId"];
            /** @description When the numbers begin at 1 again. */
            numbering?: components["schemas"]["Numbering"];
            /** @description What stands before the number on a ticket, 0 to 4 letters or digits. */
            prefix?: string;
            /** @description At which time of the day, by the clocks of the location, `HH:MM`; `04:00` if absent. */
            resetsAt?: string | null;
        };
        /** @description What makes a queue a service of a location. */
        WalkInView: {
            /**
             * Format: int32
             * @description How long a person is served on average, before it is known, in seconds.
             */
            averageServiceSeconds?: number | null;
            /** @description Where it is offered. */
            locationId: components["schemas"]["LocationId"];
            /** @description When the numbers begin at 1 again. */
            numbering: components["schemas"]["Numbering"];
            /** @description What stands before the number on a ticket. */
            prefix: string;
            /** @description At which time of the day, by the clocks of the location. */
            resetsAt: string;
        };
        /** @description Open every week on these days between these times. A window whose `to` is not after its `from` ends the next day. */
        Window: {
            /** @description The days on which it begins. */
            days: components["schemas"]["Day"][];
            /** @description Local time of day, `HH:MM`. */
            from: string;
            /** @description Local time of day, `HH:MM`; `24:00` is the end of the day. */
            to: string;
        };
        /** @description Words in one language. */
        WordsInput: {
            /** @description Small print, up to 500 characters. */
            note?: string | null;
            /** @description Stands in place of the queue's name, up to 80 characters. */
            title?: string | null;
            /** @description A welcome, on the kiosk's first screen and the board; up to 200 characters. */
            welcome?: string | null;
        };
        /** @description Words in one language. */
        WordsView: {
            /** @description Small print. */
            note?: string | null;
            /** @description Stands in place of the queue's name. */
            title?: string | null;
            /** @description A welcome, on the kiosk's first screen and the board. */
            welcome?: string | null;
        };
        /** @description What has to be computed before joining. */
        WorkChallengeView: {
            /**
             * @description How the puzzles are hashed.
             * @example SHA-256
             */
            algorithm: string;
            /**
             * Format: int32
             * @description How many zero bits.
             */
            bits: number;
            /** @description The challenge, to be sent back as it is. `null` if nothing is asked. */
            challenge?: string | null;
            /** @description Until when it can be used, RFC 3339; `null` if nothing is asked. */
            expiresAt?: string | null;
            /**
             * Format: int32
             * @description How many puzzles there are. Puzzle `i` (from 0) is solved by a number `n` below 2^32 for which the hash of
             *     `SHA-256(challenge) ‖ i ‖ n` (32 bytes, one, and four, big-endian) begins with `bits` zero bits.
             */
            puzzles: number;
            /** @description Whether anything has to be. If not, join without. */
            required: boolean;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    verifiers_jwks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A JWK set */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jwk-set+json": Record<string, unknown>;
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    verifiers_revoked: {
        parameters: {
            query: {
                /** @description The queue whose admissions are verified: the `aud` of the tokens. */
                queueId: string;
                /** @description `cursor` of the part before; the first part if absent. */
                since?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A part of the queue's revocation list */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, unknown>;
                };
            };
            /** @description Not changed since the given ETag */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    operations_live: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_HealthView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    operations_ready_now: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_HealthView"];
                };
            };
            /** @description Service Unavailable */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    auth_sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Login"];
            };
        };
        responses: {
            /** @description Signed in, or half-way; see `status` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_BrowserSignIn"];
                };
            };
            /** @description `invalid_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`: e-mail or password is wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `tenant_suspended`; `forbidden`: the account is disabled, or another site asked */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `missing_field`, `unknown_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited`: too many attempts; see `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unavailable`: too many sign in at once; see `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    auth_sign_in_second_step: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SecondStep"];
            };
        };
        responses: {
            /** @description Signed in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_AccessView"];
                };
            };
            /** @description `invalid_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`: the code is wrong or was used, or the first step is too long ago */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `tenant_suspended`; `forbidden`: the account is disabled, or another site asked */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_field`, `missing_field`, `unknown_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited`: too many attempts; see `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    auth_sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out, now or before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Done"];
                };
            };
            /** @description `forbidden`: another site asked */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    auth_renew: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A new access token */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_AccessView"];
                };
            };
            /** @description `unauthorized`: not signed in; `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `tenant_suspended`; `forbidden`: the account is disabled, or another site asked */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    auth_complete_in_browser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Handover"];
            };
        };
        responses: {
            /** @description Signed in, or half-way; see `status` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_BrowserSignIn"];
                };
            };
            /** @description `invalid_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`: used before, too old, or handed over to another browser */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `tenant_suspended`; `forbidden`: the account is disabled, or another site asked */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_field`, `missing_field`, `unknown_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    auth_ask_for_verification: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A mail is on its way, unless it was shown already */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Done"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: an API key is nobody; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited`: too many mails; see `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unavailable`: too many mails wait; see `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    auth_verify: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenInput"];
            };
        };
        responses: {
            /** @description It is shown */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Done"];
                };
            };
            /** @description `invalid_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `token_spent` */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_field`, `missing_field`, `unknown_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    auth_accept: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AcceptanceInput"];
            };
        };
        responses: {
            /** @description There is an account now; sign in */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Accepted"];
                };
            };
            /** @description `invalid_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `tenant_suspended`; `forbidden`: whoever invited cannot do so any more */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `conflict`: there is an account of this address meanwhile */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `token_spent` */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_field`, `missing_field`, `unknown_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unavailable`: too many sign in at once; see `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    auth_look_up: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenInput"];
            };
        };
        responses: {
            /** @description The invitation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Invited"];
                };
            };
            /** @description `invalid_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: whoever invited cannot do so any more */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `token_spent` */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_field`, `missing_field`, `unknown_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    auth_login: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Login"];
            };
        };
        responses: {
            /** @description Signed in, or half-way; see `status` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_SignIn"];
                };
            };
            /** @description `invalid_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`: e-mail or password is wrong */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `tenant_suspended`; `forbidden`: the account is disabled */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_field`, `missing_field`, `unknown_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited`: too many attempts; see `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unavailable`: too many sign in at once; see `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    auth_enrol: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Enrol"];
            };
        };
        responses: {
            /** @description Show it, and send its first code to `/v1/auth/login/second-factor` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_EnrolmentView"];
                };
            };
            /** @description `invalid_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`: the first step is too long ago, or asked for no enrolment */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `tenant_suspended`; `forbidden`: the account is disabled */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `conflict`: there is a second factor meanwhile */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_field`, `missing_field`, `unknown_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    auth_second_step: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SecondStep"];
            };
        };
        responses: {
            /** @description Signed in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_SignIn"];
                };
            };
            /** @description `invalid_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`: the code is wrong or was used, or the first step is too long ago */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `tenant_suspended`; `forbidden`: the account is disabled */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_field`, `missing_field`, `unknown_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited`: too many attempts; see `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    auth_logout: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Logout"];
            };
        };
        responses: {
            /** @description Signed out, now or before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Done"];
                };
            };
            /** @description `invalid_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_field`, `missing_field`, `unknown_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    auth_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Me"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: an API key is nobody; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    auth_change_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeMe"];
            };
        };
        responses: {
            /** @description The account as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Me"];
                };
            };
            /** @description `invalid_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: an API key is nobody; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `version_conflict`: changed by somebody else at this moment */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_field`, `unknown_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    auth_change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangePassword"];
            };
        };
        responses: {
            /** @description The new password holds */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Done"];
                };
            };
            /** @description `invalid_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: an API key is nobody; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_field`: the current password is wrong, or the new one not allowed */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited`: too many attempts; see `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unavailable`: too many sign in at once; see `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    auth_ask_for_reset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AskForReset"];
            };
        };
        responses: {
            /** @description If there is an account, a mail is on its way */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Done"];
                };
            };
            /** @description `invalid_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_field`, `missing_field`, `unknown_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unavailable`: too many mails wait; see `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    auth_reset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Reset"];
            };
        };
        responses: {
            /** @description The new password holds */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Done"];
                };
            };
            /** @description `invalid_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `token_spent` */
            410: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_field`: the password is not allowed; `missing_field`, `unknown_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unavailable`: too many sign in at once; see `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    auth_refresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Refresh"];
            };
        };
        responses: {
            /** @description New tokens */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_TokensView"];
                };
            };
            /** @description `invalid_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`: unknown or used before; `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `tenant_suspended`; `forbidden`: the account is disabled */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_field`, `missing_field`, `unknown_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    auth_read: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How it stands */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_SecondFactorView"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: an API key is nobody; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    auth_start: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordAgain"];
            };
        };
        responses: {
            /** @description What to set the authenticator up with */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_EnrolmentView"];
                };
            };
            /** @description `invalid_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: an API key is nobody; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `conflict`: there is one; disable it first */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_field`: the password is wrong; `missing_field`, `unknown_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited`: too many attempts; see `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unavailable`: too many sign in at once; see `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    auth_confirm: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CodeInput"];
            };
        };
        responses: {
            /** @description It holds */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_RecoveryCodes"];
                };
            };
            /** @description `invalid_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: an API key is nobody; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_field`: the code is wrong, or nothing was begun; `missing_field`, `unknown_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    auth_disable: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CodeInput"];
            };
        };
        responses: {
            /** @description It is gone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Done"];
                };
            };
            /** @description `invalid_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: an API key is nobody; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `second_factor_required`: a role demands it */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_field`: the code is wrong or was used; `missing_field`, `unknown_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited`: too many attempts; see `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    auth_renew_codes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CodeInput"];
            };
        };
        responses: {
            /** @description The new ones */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_RecoveryCodes"];
                };
            };
            /** @description `invalid_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: an API key is nobody; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_field`: the code is wrong or was used; `missing_field`, `unknown_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited`: too many attempts; see `Retry-After` */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    auth_list_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One's sign-ins */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_SessionList"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: an API key is nobody; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    auth_end_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                signInId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is over */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Done"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: an API key is nobody; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found`: no such sign-in, or not one's own */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    auth_end_other_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They are over */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Done"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: an API key is nobody; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    auth_begin: {
        parameters: {
            query?: {
                /** @description A path of this site; `/` if absent. */
                returnTo?: string;
            };
            header?: never;
            path: {
                /** @description Which. */
                providerId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the provider */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_parameter`: `returnTo` is no path of this site */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unavailable`: the provider does not answer; see `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    auth_callback: {
        parameters: {
            query?: {
                /** @description Of the provider */
                code?: string;
                /** @description As it was sent to the provider */
                state?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Back to where the sign-in began */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid_parameter` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    auth_complete: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Handover"];
            };
        };
        responses: {
            /** @description Signed in, or half-way; see `status` */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_SignIn"];
                };
            };
            /** @description `invalid_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`: used before, or too old */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `tenant_suspended`; `forbidden`: the account is disabled */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_field`, `missing_field`, `unknown_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    operations_rotate: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                purpose: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_RotationView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    kiosks_kiosk_self: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                kioskId: components["schemas"]["KioskId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_DeviceView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    kiosks_kiosk_reconciliation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                kioskId: components["schemas"]["KioskId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReconciliationInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Reconciliation"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    kiosks_kiosk_reservation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                kioskId: components["schemas"]["KioskId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReservationInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_ReservationView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    kiosks_kiosk_ticket: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                kioskId: components["schemas"]["KioskId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TicketInput"];
            };
        };
        responses: {
            /** @description The ticket of this request */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_TicketView"];
                };
            };
            /** @description A new ticket */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_TicketView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    visitors_public_location: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                locationId: components["schemas"]["LocationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_PublicLocationView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    visitors_board: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                locationId: components["schemas"]["LocationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_BoardView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    visitors_board_events: {
        parameters: {
            query?: {
                /** @description `eventId` of the board, or the id of an event; the header `Last-Event-ID` counts before it. */
                after?: string;
            };
            header?: never;
            path: {
                locationId: components["schemas"]["LocationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stream */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    audit_list_platform_audit: {
        parameters: {
            query?: {
                /** @description What: an action, e.g. `queue.pause`, or a group of them with its dot, e.g. `queue.`. */
                action?: string;
                /** @description Who did it: the id of an account or an API key, or a part of the system. */
                actor?: string;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description From this moment, RFC 3339. */
                from?: string;
                /** @description Most rows, 1 to 200; 50 if absent. */
                limit?: number;
                /** @description To what: the target's id. */
                target?: string;
                /** @description A kind of target, e.g. `queue`. */
                targetKind?: string;
                /** @description Before this moment, RFC 3339. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_List_AuditEntry"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    audit_list_platform_audit_checkpoints: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description Most rows, 1 to 200; 50 if absent. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_List_CheckpointView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_list_platform_invitations: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description Most rows, 1 to 200; 50 if absent. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_List_InvitationView"];
                };
            };
            /** @description `invalid_parameter` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs account:read on the platform */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found`: no such cursor */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_invite_to_platform: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InvitationInput"];
            };
        };
        responses: {
            /** @description The invitation; its mail is on its way */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_InvitationView"];
                };
            };
            /** @description `invalid_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs account:write, and every permission given on the platform */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `conflict`: there is an account of this address */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_field`, `missing_field`, `unknown_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unavailable`: too many mails wait; see `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_revoke_platform_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                invitationId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Done"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs account:write on the platform */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_list_platform_people: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description Most rows, 1 to 200; 50 if absent. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_List_Person"];
                };
            };
            /** @description `invalid_parameter` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs account:read on the platform */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found`: no such cursor */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_read_platform_person: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                accountId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The person */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Person"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs account:read on the platform */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_change_platform_person: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                accountId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PersonChange"];
            };
        };
        responses: {
            /** @description The person as they are now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Person"];
                };
            };
            /** @description `invalid_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs account:write, and every permission given or taken on the platform */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `last_admin`; `version_conflict` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_field`, `unknown_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_delete_platform_person: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                accountId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They are gone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Done"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs account:write, and every permission they have on the platform */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `last_admin` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_reset_second_factor_of_platform_person: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                accountId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They have none */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Done"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs account:write, and every permission they have; not for oneself on the platform */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_sign_out_platform_person: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                accountId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Their sessions are over */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Done"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs account:write, and every permission they have on the platform */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_read_platform_policy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The policy */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Policy"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs account:read on the platform */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_change_platform_policy: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Policy"];
            };
        };
        responses: {
            /** @description The policy as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Policy"];
                };
            };
            /** @description `invalid_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs identity:write on the platform */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_field`: no such role; `missing_field`, `unknown_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    operations_rewrap_data_keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_RewrapView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    operations_list_key_rotations: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_List_KeyRotationView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    operations_rotate_data_keys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyRotationInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_List_KeyRotationView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    visitors_give: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                queueId: components["schemas"]["QueueId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_WorkChallengeView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    visitors_frame: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                queueId: components["schemas"]["QueueId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The frame */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description Not changed since the given ETag */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    visitors_recover: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                queueId: components["schemas"]["QueueId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RecoverInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_SessionView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    visitors_get: {
        parameters: {
            query?: {
                /** @description Which queue, for a browser that waits in several */
                queueId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_SessionView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    visitors_leave: {
        parameters: {
            query?: {
                /** @description Which queue, for a browser that waits in several */
                queueId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_SessionView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    visitors_claim: {
        parameters: {
            query?: {
                /** @description Which queue, for a browser that waits in several */
                queueId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Admitted"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    visitors_complete: {
        parameters: {
            query?: {
                /** @description Which queue, for a browser that waits in several */
                queueId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_SessionView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    visitors_events: {
        parameters: {
            query?: {
                /** @description Which queue, for a browser that waits in several */
                queueId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stream */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    visitors_extend: {
        parameters: {
            query?: {
                /** @description Which queue, for a browser that waits in several */
                queueId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Admitted"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    visitors_code: {
        parameters: {
            query?: {
                /** @description Which queue, for a browser that waits in several */
                queueId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Recovery"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    tenants_list_tenants: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description Most rows, 1 to 200; 50 if absent. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_List_TenantView"];
                };
            };
            /** @description `invalid_parameter` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs platform:admin */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    tenants_create_tenant: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateTenant"];
            };
        };
        responses: {
            /** @description The new tenant */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_TenantView"];
                };
            };
            /** @description `invalid_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs platform:admin */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `conflict`: another tenant has this domain */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_field`, `missing_field`, `unknown_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    tenants_read_tenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tenant */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_TenantView"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs tenant:read; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found`: no such tenant, or not one's own */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    tenants_change_tenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeTenant"];
            };
        };
        responses: {
            /** @description The tenant as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_TenantView"];
                };
            };
            /** @description `invalid_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs tenant:write, limits need platform:admin; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found`: no such tenant, or not one's own */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `version_conflict`; `conflict`: another tenant has this domain */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_field`, `missing_field`, `unknown_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    tenants_delete_tenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_DeletedTenant"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs platform:admin */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `conflict`: its audit log is held for legal reasons; it stays as it is */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    access_list_rules: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description Most rows, 1 to 200; 50 if absent. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Which. */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_List_AccessRuleView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    access_create_rule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccessRuleInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_AccessRuleView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    access_remove_rule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                ruleId: string;
                /** @description Which. */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_AccessChanged"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    analytics_of_tenant: {
        parameters: {
            query?: {
                /** @description From when; a day before `to` if absent. The step that it lies in is the first. */
                from?: string;
                /** @description `minute`, `hour` or `day`; `hour` if absent. At most 1,500 steps. */
                step?: string;
                /**
                 * @description Whose hours and days, e.g. `Europe/Berlin`; that of the queue's schedule if absent, else the tenant's `timeZone`, else
                 *     UTC.
                 */
                timeZone?: string;
                /** @description Until when; now if absent. */
                to?: string;
            };
            header?: never;
            path: {
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_AnalyticsView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_list_keys: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description Most rows, 1 to 200; 50 if absent. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Which. */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_List_KeyView"];
                };
            };
            /** @description `invalid_parameter` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs key:write; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found`: no such tenant, or not one's own; no such cursor */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_create_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KeyInput"];
            };
        };
        responses: {
            /** @description The key, shown once */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_NewKeyView"];
                };
            };
            /** @description `invalid_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs key:write, and every permission given; keys make no keys; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found`: no such tenant, or not one's own */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `limit_reached` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_field`, `missing_field`, `unknown_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_revoke_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                keyId: string;
                /** @description Which. */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Done"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs key:write, and every permission of a key of others; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    audit_list_audit: {
        parameters: {
            query?: {
                /** @description What: an action, e.g. `queue.pause`, or a group of them with its dot, e.g. `queue.`. */
                action?: string;
                /** @description Who did it: the id of an account or an API key, or a part of the system. */
                actor?: string;
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description From this moment, RFC 3339. */
                from?: string;
                /** @description Most rows, 1 to 200; 50 if absent. */
                limit?: number;
                /** @description To what: the target's id. */
                target?: string;
                /** @description A kind of target, e.g. `queue`. */
                targetKind?: string;
                /** @description Before this moment, RFC 3339. */
                to?: string;
            };
            header?: never;
            path: {
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_List_AuditEntry"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    audit_get_audit_entry: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its place in the chain. */
                sequence: number;
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_AuditEntry"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    audit_list_audit_checkpoints: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description Most rows, 1 to 200; 50 if absent. */
                limit?: number;
            };
            header?: never;
            path: {
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_List_CheckpointView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    audit_export_audit: {
        parameters: {
            query?: {
                /** @description What: an action, e.g. `queue.pause`, or a group of them with its dot, e.g. `queue.`. */
                action?: string;
                /** @description Who did it: the id of an account or an API key, or a part of the system. */
                actor?: string;
                /** @description `csv` or `jsonl`; `jsonl` if absent. */
                format?: string;
                /** @description From this moment, RFC 3339. */
                from?: string;
                /** @description To what: the target's id. */
                target?: string;
                /** @description A kind of target, e.g. `queue`. */
                targetKind?: string;
                /** @description Before this moment, RFC 3339. */
                to?: string;
            };
            header?: never;
            path: {
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/jsonl": string;
                    "text/csv": string;
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    audit_make_audit_report: {
        parameters: {
            query?: {
                /** @description `html` or `pdf`; `html` if absent. */
                format?: string;
                /** @description From this moment, RFC 3339; 90 days before `to` if absent. */
                from?: string;
                /** @description Of which queue; `fairness` needs it. */
                queueId?: string;
                /** @description Before this moment, RFC 3339; now if absent. */
                to?: string;
            };
            header?: never;
            path: {
                /** @description `access-review`, `permission-changes`, `data-access`, `key-rotations` or `fairness`. */
                report: string;
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                    "text/html": string;
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    audit_read_audit_retention: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_AuditRetentionView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    audit_change_audit_retention: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AuditRetentionInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_AuditRetentionView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    branding_read_tenant_branding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_BrandingView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    branding_change_tenant_branding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LookInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_BrandingView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    branding_set_tenant_logo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        /** @description The file */
        requestBody: {
            content: {
                "image/png": string;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_BrandingView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    branding_remove_tenant_logo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_BrandingView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    branding_preview_tenant_branding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LookInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_BrandingPreview"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    counters_list_counters: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description Most rows, 1 to 200; 50 if absent. */
                limit?: number;
                /** @description Only what is there. */
                locationId?: string;
            };
            header?: never;
            path: {
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_List_CounterView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    counters_create_counter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CounterInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_CounterView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    counters_get_counter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The counter. */
                counterId: components["schemas"]["CounterId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_CounterView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    counters_update_counter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The counter. */
                counterId: components["schemas"]["CounterId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CounterInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_CounterView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    counters_delete_counter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The counter. */
                counterId: components["schemas"]["CounterId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_CounterView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    counters_call_next: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The counter. */
                counterId: components["schemas"]["CounterId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CallNextInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_CounterView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    counters_close_counter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The counter. */
                counterId: components["schemas"]["CounterId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_CounterView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    counters_open_counter: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The counter. */
                counterId: components["schemas"]["CounterId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_CounterView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    tenants_read_deletion: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How far it is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_TenantDeletionView"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs platform:admin */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found`: this tenant was not deleted */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    tenants_list_domains: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_TenantDomainList"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    tenants_create_domain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TenantDomainInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_TenantDomainView"];
                };
            };
            /** @description `conflict`: the tenant has it, or it is the platform's own; `limit_reached` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_field`: it is no domain */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    tenants_delete_domain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which domain. */
                domainId: components["schemas"]["DomainId"];
                /** @description Which tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_TenantDomainRemoved"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    tenants_approve_domain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which domain. */
                domainId: components["schemas"]["DomainId"];
                /** @description Which tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is the tenant's */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_TenantDomainView"];
                };
            };
            /** @description `conflict`: it is another tenant's */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    tenants_primary_domain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which domain. */
                domainId: components["schemas"]["DomainId"];
                /** @description Which tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_TenantDomainView"];
                };
            };
            /** @description `domain_not_proven` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    tenants_verify_domain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which domain. */
                domainId: components["schemas"]["DomainId"];
                /** @description Which tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is the tenant's */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_TenantDomainView"];
                };
            };
            /** @description `domain_not_proven`: what was found instead; `conflict`: it is another tenant's */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    access_list_keys: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_EnqueueKeyList"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    access_create_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EnqueueKeyInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_NewEnqueueKey"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    access_remove_key: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                enqueueKeyId: string;
                /** @description Which. */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_AccessChanged"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_list_providers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_ProviderList"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs identity:write; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_create_provider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProviderInput"];
            };
        };
        responses: {
            /** @description The provider */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_ProviderView"];
                };
            };
            /** @description `invalid_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs identity:write and all that an admin has; keys set up none; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `limit_reached` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_field`, `missing_field`, `unknown_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_read_provider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                providerId: string;
                /** @description Which. */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The provider */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_ProviderView"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs identity:write; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_change_provider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                providerId: string;
                /** @description Which. */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProviderInput"];
            };
        };
        responses: {
            /** @description The provider as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_ProviderView"];
                };
            };
            /** @description `invalid_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs identity:write and all that an admin has; keys set up none; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `version_conflict` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_field`, `missing_field`, `unknown_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_delete_provider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                providerId: string;
                /** @description Which. */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Done"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs identity:write and all that an admin has; keys remove none; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_list_invitations: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description Most rows, 1 to 200; 50 if absent. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Which. */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_List_InvitationView"];
                };
            };
            /** @description `invalid_parameter` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs account:read; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found`: no such tenant, or not one's own; no such cursor */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_invite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InvitationInput"];
            };
        };
        responses: {
            /** @description The invitation; its mail is on its way */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_InvitationView"];
                };
            };
            /** @description `invalid_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs account:write, and every permission given; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found`: no such tenant, or not one's own */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `conflict`: there is an account of this address */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_field`, `missing_field`, `unknown_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `rate_limited`: several invitations of this address within the hour */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unavailable`: too many mails wait; see `Retry-After` */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_revoke_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                invitationId: string;
                /** @description Which. */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Done"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs account:write, and every permission that it gives; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    kiosks_list_kiosks: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description Most rows, 1 to 200; 50 if absent. */
                limit?: number;
                /** @description Only what is there. */
                locationId?: string;
            };
            header?: never;
            path: {
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_List_KioskView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    kiosks_create_kiosk: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KioskInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_KioskView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    kiosks_get_kiosk: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The kiosk. */
                kioskId: components["schemas"]["KioskId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_KioskView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    kiosks_update_kiosk: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The kiosk. */
                kioskId: components["schemas"]["KioskId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KioskInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_KioskView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    kiosks_delete_kiosk: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The kiosk. */
                kioskId: components["schemas"]["KioskId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_KioskView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    kiosks_renew_kiosk_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The kiosk. */
                kioskId: components["schemas"]["KioskId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_KioskView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    locations_list_locations: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description Most rows, 1 to 200; 50 if absent. */
                limit?: number;
            };
            header?: never;
            path: {
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_List_LocationView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    locations_create_location: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LocationInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_LocationView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    locations_get_location: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The location. */
                locationId: components["schemas"]["LocationId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_LocationView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    locations_update_location: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The location. */
                locationId: components["schemas"]["LocationId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LocationInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_LocationView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    locations_delete_location: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The location. */
                locationId: components["schemas"]["LocationId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_LocationView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_list_people: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description Most rows, 1 to 200; 50 if absent. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Which. */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_List_Person"];
                };
            };
            /** @description `invalid_parameter` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs account:read; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found`: no such tenant, or not one's own; no such cursor */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_read_person: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                accountId: string;
                /** @description Which. */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The person */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Person"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs account:read; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_change_person: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                accountId: string;
                /** @description Which. */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PersonChange"];
            };
        };
        responses: {
            /** @description The person as they are now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Person"];
                };
            };
            /** @description `invalid_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs account:write, and every permission given or taken; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `last_admin`; `version_conflict` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_field`, `unknown_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_delete_person: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                accountId: string;
                /** @description Which. */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They are gone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Done"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs account:write, and every permission they have; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `last_admin` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_reset_second_factor: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                accountId: string;
                /** @description Which. */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They have none */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Done"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs account:write, and every permission they have; not for oneself; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_sign_out_person: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                accountId: string;
                /** @description Which. */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Their sessions are over */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Done"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs account:write, and every permission they have; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    queues_list: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description Most rows, 1 to 200; 50 if absent. */
                limit?: number;
            };
            header?: never;
            path: {
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_List_QueueView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    queues_create: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QueueInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_QueueView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    queues_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The queue. */
                queueId: components["schemas"]["QueueId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_QueueView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    queues_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The queue. */
                queueId: components["schemas"]["QueueId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QueueInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_QueueView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    queues_delete: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The queue. */
                queueId: components["schemas"]["QueueId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_QueueView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    analytics_of_queue: {
        parameters: {
            query?: {
                /** @description From when; a day before `to` if absent. The step that it lies in is the first. */
                from?: string;
                /** @description `minute`, `hour` or `day`; `hour` if absent. At most 1,500 steps. */
                step?: string;
                /**
                 * @description Whose hours and days, e.g. `Europe/Berlin`; that of the queue's schedule if absent, else the tenant's `timeZone`, else
                 *     UTC.
                 */
                timeZone?: string;
                /** @description Until when; now if absent. */
                to?: string;
            };
            header?: never;
            path: {
                /** @description The queue. */
                queueId: components["schemas"]["QueueId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_AnalyticsView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    branding_read_queue_branding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The queue. */
                queueId: components["schemas"]["QueueId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_BrandingView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    branding_change_queue_branding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The queue. */
                queueId: components["schemas"]["QueueId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LookInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_BrandingView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    branding_remove_queue_branding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The queue. */
                queueId: components["schemas"]["QueueId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is left: nothing of its own */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_BrandingView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    branding_set_queue_logo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The queue. */
                queueId: components["schemas"]["QueueId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        /** @description The file */
        requestBody: {
            content: {
                "image/png": string;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_BrandingView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    branding_remove_queue_logo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The queue. */
                queueId: components["schemas"]["QueueId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_BrandingView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    branding_preview_queue_branding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The queue. */
                queueId: components["schemas"]["QueueId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LookInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_BrandingPreview"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    queues_close: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The queue. */
                queueId: components["schemas"]["QueueId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_QueueView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    queues_drain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The queue. */
                queueId: components["schemas"]["QueueId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_QueueView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    queues_flow: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The queue. */
                queueId: components["schemas"]["QueueId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FlowInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_QueueView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    queues_gather: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The queue. */
                queueId: components["schemas"]["QueueId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_QueueView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    access_list_codes: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description Most rows, 1 to 200; 50 if absent. */
                limit?: number;
            };
            header?: never;
            path: {
                /** @description Which. */
                queueId: string;
                /** @description Which. */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_List_InviteCodeView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    access_create_codes: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                queueId: string;
                /** @description Which. */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InviteCodesInput"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_NewInviteCodes"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    access_revoke_code: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                codeId: string;
                /** @description Which. */
                queueId: string;
                /** @description Which. */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_AccessChanged"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    queues_message: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The queue. */
                queueId: components["schemas"]["QueueId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MessageInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_QueueView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    queues_open: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The queue. */
                queueId: components["schemas"]["QueueId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_QueueView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    queues_pause: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The queue. */
                queueId: components["schemas"]["QueueId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_QueueView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    queues_resume: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The queue. */
                queueId: components["schemas"]["QueueId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_QueueView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    queues_schedule_preview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SchedulePreviewInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_SchedulePreview"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    tenants_resume_tenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tenant, active */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_TenantView"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs platform:admin */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_list_roles: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_RoleList"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs account:read; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found`: no such tenant, or not one's own */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_create_role: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoleInput"];
            };
        };
        responses: {
            /** @description The new role */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_RoleView"];
                };
            };
            /** @description `invalid_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs role:write, and every permission given; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found`: no such tenant, or not one's own */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `conflict`: the name is taken; `limit_reached` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_field`, `missing_field`, `unknown_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_change_role: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                roleId: string;
                /** @description Which. */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoleChange"];
            };
        };
        responses: {
            /** @description The role as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_RoleView"];
                };
            };
            /** @description `invalid_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs role:write, and every permission given or taken; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `conflict`: the name is taken; `version_conflict` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_field`, `unknown_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_delete_role: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                roleId: string;
                /** @description Which. */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Done"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs role:write, and every permission taken; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    sessions_list: {
        parameters: {
            query?: {
                /** @description `nextCursor` of the page before. */
                cursor?: string;
                /** @description Most rows, 1 to 200; 50 if absent. */
                limit?: number;
                /** @description One queue. */
                queueId?: string;
                /** @description One state, e.g. `waiting`. */
                status?: string;
                /** @description One person. */
                userIdentifier?: string;
            };
            header?: never;
            path: {
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_List_SessionRow"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    visitors_join: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JoinInput"];
            };
        };
        responses: {
            /** @description The place that is there */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_SessionView"];
                };
            };
            /** @description A new place */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_SessionView"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    sessions_get: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session. */
                sessionId: components["schemas"]["SessionId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_SessionRow"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    sessions_update: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session. */
                sessionId: components["schemas"]["SessionId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SessionChange"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_SessionRow"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    sessions_remove: {
        parameters: {
            query?: {
                /** @description Up to 500 characters; kept with who did it. */
                reason?: string;
            };
            header?: never;
            path: {
                /** @description The session. */
                sessionId: components["schemas"]["SessionId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_SessionRow"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    counters_add_service: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session. */
                sessionId: components["schemas"]["SessionId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeskworkInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_DeskSession"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    counters_call_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session. */
                sessionId: components["schemas"]["SessionId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeskworkInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_DeskSession"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    counters_check_in_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session. */
                sessionId: components["schemas"]["SessionId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeskworkInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_DeskSession"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    counters_finish_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session. */
                sessionId: components["schemas"]["SessionId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeskworkInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_DeskSession"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    sessions_of_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session. */
                sessionId: components["schemas"]["SessionId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_SessionHistory"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    counters_hold_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session. */
                sessionId: components["schemas"]["SessionId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeskworkInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_DeskSession"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    counters_no_show_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session. */
                sessionId: components["schemas"]["SessionId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeskworkInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_DeskSession"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    counters_recall_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session. */
                sessionId: components["schemas"]["SessionId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeskworkInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_DeskSession"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    counters_resume_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session. */
                sessionId: components["schemas"]["SessionId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeskworkInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_DeskSession"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    counters_return_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session. */
                sessionId: components["schemas"]["SessionId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeskworkInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_DeskSession"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    counters_start_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session. */
                sessionId: components["schemas"]["SessionId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeskworkInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_DeskSession"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    counters_transfer_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session. */
                sessionId: components["schemas"]["SessionId"];
                /** @description The tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeskworkInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_DeskSession"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_read_policy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The policy */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Policy"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs account:read; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found`: no such tenant, or not one's own */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    people_change_policy: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Policy"];
            };
        };
        responses: {
            /** @description The policy as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Policy"];
                };
            };
            /** @description `invalid_json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs identity:write; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found`: no such tenant, or not one's own */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `invalid_field`: no such role; `missing_field`, `unknown_field` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    auth_offers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which. */
                tenantId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The buttons of a sign-in page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Offers"];
                };
            };
            /** @description `unauthorized`, `token_expired`: a token was sent that is not good */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    sessions_erase_subject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SubjectInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_SubjectErasure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    sessions_export_subject: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SubjectInput"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_SubjectExport"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    tenants_suspend_tenant: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tenant, suspended */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_TenantView"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs platform:admin */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
    tenants_read_usage: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Which tenant. */
                tenantId: components["schemas"]["TenantId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What it uses */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_TenantUsageView"];
                };
            };
            /** @description `unauthorized`, `token_expired` */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `forbidden`: needs tenant:read; `tenant_suspended` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description `not_found`: no such tenant, or not one's own */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
            /** @description A failure; see `errors` */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Failure"];
                };
            };
        };
    };
}
