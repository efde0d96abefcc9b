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
        /** Admissions that were taken back before their time */
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
    "/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs out: no refresh token of this sign-in works any more. Access tokens run out by themselves within minutes. */
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
        put?: never;
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
        /** Changes one's own password, e.g. the one-time password of the first start. */
        put: operations["auth_change_password"];
        post?: never;
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
         * @description `purpose` is `admission`, `session` or `access`. What older keys signed stays valid while keys overlap.
         */
        post: operations["operations_rotate"];
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
         * @description Cacheable for a second. `priorities[].counts[i]` is how many wait at the places `(firstBlock + i) * blockSize` up to the
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
        /** I am done: give the slot to the next */
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
        /** Stops the tenant's queues and removes it with all that belongs to it. */
        delete: operations["tenants_delete_tenant"];
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
         * @description Open to the public for public queues. Joining again with the same `userIdentifier`, or from the same browser, gives the
         *     place that is there (200). With the header `X-VQ-Cookie: 1` the token is also set as an HttpOnly cookie.
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
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
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
        /** @description Somebody who may go in. */
        Admitted: components["schemas"]["SessionView"] & {
            /** @description What lets them in: an Ed25519 JWS that any verifier with our public keys can check. `null` unless inside. */
            admissionToken?: string | null;
            /** @description Until when, RFC 3339. */
            expiresAt?: string | null;
            /** @description Where to go, if the queue says so. */
            redirectUrl?: string | null;
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
        /** @description That it was done. */
        Done: {
            /**
             * @description `true`
             * @example true
             */
            done: boolean;
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
                    deadline?: components["schemas"]["Stamp"] | null;
                    endedAt?: components["schemas"]["Stamp"] | null;
                    /** @description When it joined, RFC 3339. */
                    enqueuedAt: components["schemas"]["Stamp"];
                    estimatedWaitSeconds?: components["schemas"]["SessionWait"] | null;
                    /** @description The wait in English words. */
                    estimatedWaitTime: string;
                    /** @description Which. */
                    id: components["schemas"]["SessionId"];
                    /** @description The integrator's own JSON. */
                    metadata?: Record<string, unknown> | null;
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
                    /** @description Who, in the integrator's words. */
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
        Envelope_Me: {
            /** @description Whoever is signed in. */
            data: {
                /** @description RFC 3339, UTC. */
                createdAt: string;
                /** @example ann@shop.example */
                email: string;
                /** @description Which account. */
                id: components["schemas"]["AccountId"];
                /** @description As in the access token. */
                permissions: components["schemas"]["Permission"][];
                /** @description As in the access token. */
                roles: components["schemas"]["Role"][];
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
        Envelope_PreviewView: {
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
        Envelope_QueueView: {
            /** @description A queue: what it does now, and how it is set up. */
            data: {
                /**
                 * Format: int32
                 * @description How long somebody who waits may be silent, in seconds; 0 is for ever.
                 */
                abandonAfterSeconds: number;
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
        Envelope_SessionRow: {
            /** @description A session as staff sees it. */
            data: {
                deadline?: components["schemas"]["Stamp"] | null;
                endedAt?: components["schemas"]["Stamp"] | null;
                /** @description When it joined, RFC 3339. */
                enqueuedAt: components["schemas"]["Stamp"];
                estimatedWaitSeconds?: components["schemas"]["SessionWait"] | null;
                /** @description The wait in English words. */
                estimatedWaitTime: string;
                /** @description Which. */
                id: components["schemas"]["SessionId"];
                /** @description The integrator's own JSON. */
                metadata?: Record<string, unknown> | null;
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
                /** @description Who, in the integrator's words. */
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
                /** @description Which. */
                id: components["schemas"]["SessionId"];
                /** @description Whether the visitor still waits. */
                inWaitingRoom: boolean;
                /** @description When this was true, RFC 3339. */
                lastUpdated: components["schemas"]["Stamp"];
                message?: components["schemas"]["SessionMessage"] | null;
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
                /** @description Exchange it once for the next pair at `/v1/auth/refresh`. Using one twice ends the sign-in. */
                refreshToken: string;
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
        /** @description One thing that is wrong. */
        ErrorItem: {
            /**
             * @description Stable; see the list of codes in the documentation.
             * @example invalid_field
             */
            code: string;
            /** @description Which field it is about. */
            field?: string | null;
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
        /** @description How the process is. */
        HealthView: {
            /** @description `ok` */
            status: string;
            /** @description The version of the program. */
            version: string;
        };
        /** @description Who wants to get in line, and which. */
        JoinInput: {
            /** @description JSON object of the integrator's own, up to 4,096 bytes. */
            metadata?: Record<string, unknown> | null;
            /**
             * Format: int32
             * @description 0 to 9, higher is served first; needs the permission `session:prioritize` unless 0.
             */
            priority?: number | null;
            /** @description Which queue. */
            queueId: components["schemas"]["QueueId"];
            /** @description Who it is, in the integrator's words; joining twice with the same one gives the same session. 1 to 256 characters. */
            userIdentifier?: string | null;
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
             * @description The highest `maxConcurrentUsers` a queue may have.
             * @default 1000000
             */
            maxConcurrentUsers: number;
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
             * @description The highest `maxConcurrentUsers` a queue may have, 1 to 10,000,000.
             */
            maxConcurrentUsers?: number | null;
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
        /** @description Whoever is signed in. */
        Me: {
            /** @description RFC 3339, UTC. */
            createdAt: string;
            /** @example ann@shop.example */
            email: string;
            /** @description Which account. */
            id: components["schemas"]["AccountId"];
            /** @description As in the access token. */
            permissions: components["schemas"]["Permission"][];
            /** @description As in the access token. */
            roles: components["schemas"]["Role"][];
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
        /** @description From when to when. */
        Opening: {
            /** @description RFC 3339; `null` if it stays open for good. */
            closesAt?: string | null;
            /** @description RFC 3339. */
            opensAt: string;
        };
        /**
         * @description One right. Its name is what stands in tokens and in the API documentation.
         * @enum {string}
         */
        Permission: "platform:admin" | "tenant:read" | "tenant:write" | "queue:read" | "queue:write" | "queue:operate" | "session:read" | "session:write" | "session:prioritize";
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
        /** @description A schedule to try out. */
        PreviewInput: {
            /**
             * Format: int32
             * @description How many openings to tell, 1 to 50; 8 if absent.
             */
            count?: number | null;
            /** @description As in a queue. */
            schedule: components["schemas"]["Schedule"];
        };
        /** @description What a schedule does from now on. */
        PreviewView: {
            /** @description Whether a queue with this schedule would be open now. */
            isOpen: boolean;
            /** @description When that changes, RFC 3339; `null` for never. */
            nextChange?: string | null;
            /** @description The openings to come, in their order; the present one is not among them. */
            openings: components["schemas"]["Opening"][];
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
            preQueue?: components["schemas"]["PreQueue"] | null;
            /**
             * Format: int32
             * @description People let through per minute, 1 to 6,000,000.
             */
            releaseRatePerMinute?: number | null;
            schedule?: components["schemas"]["Schedule"] | null;
            /** @description Where people go when it is their turn, if no gate stands before the site: an `https://` or `http://` URL; `null` for none. */
            targetUrl?: string | null;
            /**
             * Format: int64
             * @description When changing: the `version` that the change was made on. If the queue has another by now, nothing is changed.
             */
            version?: number | null;
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
        /** @description The refresh token of the last answer. */
        Refresh: {
            refreshToken: string;
        };
        /**
         * @description A named set of permissions.
         * @enum {string}
         */
        Role: "platform_admin" | "admin" | "manager" | "operator" | "viewer";
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
        /**
         * Format: uuid
         * @description One person's stay in one line.
         */
        SessionId: string;
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
            deadline?: components["schemas"]["Stamp"] | null;
            endedAt?: components["schemas"]["Stamp"] | null;
            /** @description When it joined, RFC 3339. */
            enqueuedAt: components["schemas"]["Stamp"];
            estimatedWaitSeconds?: components["schemas"]["SessionWait"] | null;
            /** @description The wait in English words. */
            estimatedWaitTime: string;
            /** @description Which. */
            id: components["schemas"]["SessionId"];
            /** @description The integrator's own JSON. */
            metadata?: Record<string, unknown> | null;
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
            /** @description Who, in the integrator's words. */
            userIdentifier?: string | null;
        };
        /**
         * @description The life cycle of a session: `waiting → released → active → completed`, with exits on the way.
         * @enum {string}
         */
        SessionState: "waiting" | "released" | "active" | "completed" | "left" | "abandoned" | "no_show" | "expired" | "removed";
        /** @description A session as its holder sees it. */
        SessionView: {
            activeUntil?: components["schemas"]["Stamp"] | null;
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
            /** @description Which. */
            id: components["schemas"]["SessionId"];
            /** @description Whether the visitor still waits. */
            inWaitingRoom: boolean;
            /** @description When this was true, RFC 3339. */
            lastUpdated: components["schemas"]["Stamp"];
            message?: components["schemas"]["SessionMessage"] | null;
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
        /**
         * Format: date-time
         * @description A moment that is written as RFC 3339 in UTC with milliseconds.
         * @example 2024-01-15T10:30:00.000Z
         */
        Stamp: string;
        /**
         * Format: uuid
         * @description A customer of the platform whose data nobody else can see (invariant I9).
         */
        TenantId: string;
        /**
         * @description Whether a tenant's queues run.
         * @enum {string}
         */
        TenantStatus: "active" | "suspended";
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
            /** @description Exchange it once for the next pair at `/v1/auth/refresh`. Using one twice ends the sign-in. */
            refreshToken: string;
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
        /** @description Open every week on these days between these times. A window whose `to` is not after its `from` ends the next day. */
        Window: {
            /** @description The days on which it begins. */
            days: components["schemas"]["Day"][];
            /** @description Local time of day, `HH:MM`. */
            from: string;
            /** @description Local time of day, `HH:MM`; `24:00` is the end of the day. */
            to: string;
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
                    "application/jwk-set+json": string;
                };
            };
        };
    };
    verifiers_revoked: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A revocation list */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
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
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_HealthView"];
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
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_HealthView"];
                };
            };
            503: {
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
            /** @description Signed in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_AccessView"];
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
            /** @description `tenant_suspended`; `forbidden`: another site asked */
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
            /** @description `tenant_suspended`; `forbidden`: another site asked */
            403: {
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
            /** @description Signed in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_TokensView"];
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
            /** @description `tenant_suspended` */
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
            /** @description `missing_field`, `unknown_field` */
            422: {
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
            /** @description `unauthorized`, `token_expired` */
            401: {
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
            /** @description `unauthorized`: unknown or used before; `token_expired` */
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
            /** @description `missing_field`, `unknown_field` */
            422: {
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
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_RotationView"];
                };
            };
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
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_SessionView"];
                };
            };
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
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_SessionView"];
                };
            };
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
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_SessionView"];
                };
            };
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
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Admitted"];
                };
            };
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
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_SessionView"];
                };
            };
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
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Admitted"];
                };
            };
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
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_Recovery"];
                };
            };
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
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_List_QueueView"];
                };
            };
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
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_QueueView"];
                };
            };
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
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_QueueView"];
                };
            };
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
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_QueueView"];
                };
            };
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
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_QueueView"];
                };
            };
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
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_QueueView"];
                };
            };
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
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_QueueView"];
                };
            };
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
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_QueueView"];
                };
            };
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
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_QueueView"];
                };
            };
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
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_QueueView"];
                };
            };
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
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_QueueView"];
                };
            };
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
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_QueueView"];
                };
            };
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
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_QueueView"];
                };
            };
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
                "application/json": components["schemas"]["PreviewInput"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_PreviewView"];
                };
            };
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
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_List_SessionRow"];
                };
            };
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
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_SessionRow"];
                };
            };
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
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_SessionRow"];
                };
            };
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
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Envelope_SessionRow"];
                };
            };
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
        };
    };
}
